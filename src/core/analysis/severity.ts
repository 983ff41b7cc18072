/** How loudly a migration speaks, or whether it runs at all: its own word, unless a person chose another. */
import type { Tier } from './diagnostic';
import type { IMigration, MigrationSettings } from './migration';

/** What a person may choose for a migration, from silent to loud. */
export const severities = ['off', 'quiet', 'normal', 'act-now'] as const;

export type Severity = (typeof severities)[number];

export interface ISelection {
  /** Only these migrations, also those that are off; all that are on when left out. */
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  /** By name of the migration; its own severity where left out. */
  readonly severity?: Readonly<Record<string, Severity>>;
}

/** The severity of a migration for which nobody chose one. */
export function defaultSeverity(migration: IMigration): Severity {
  if (migration.isOptIn) {
    return 'off';
  }
  return migration.tier === 'notebook' ? 'normal' : migration.tier;
}

export function isRun(migration: IMigration, { select, ignore, severity }: ISelection): boolean {
  if (ignore?.includes(migration.name)) {
    return false;
  }
  return select
    ? select.includes(migration.name)
    : (severity?.[migration.name] ?? defaultSeverity(migration)) !== 'off';
}

/** The tier of its findings. A migration that is off runs only where it was selected: then with its own tier. */
export function tierOf(migration: IMigration, { severity }: ISelection): Tier {
  const chosen = severity?.[migration.name] ?? 'off';
  return chosen === 'off' || chosen === defaultSeverity(migration) ? migration.tier : chosen;
}

/** The tier of one finding: where there is a good reason against a fix, little is left to do. */
export function tierOfFinding(tier: Tier, declined: string | null): Tier {
  return declined !== null && tier === 'normal' ? 'quiet' : tier;
}

/** The settings of a migration: what a person chose, and its defaults for the rest. */
export function settingsOf(
  migration: IMigration,
  chosen: Readonly<Record<string, MigrationSettings>> | undefined
): MigrationSettings {
  return {
    ...Object.fromEntries((migration.settings ?? []).map(s => [s.name, s.default])),
    ...chosen?.[migration.name]
  };
}
