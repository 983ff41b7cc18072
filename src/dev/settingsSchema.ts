/** The part of `schema/plugin.json` that follows from the migrations: severity and settings of each, typed, for the settings editor. */
import { defaultSeverity, severities, type IMigration, type IMigrationSetting } from '../core';

/** Marks the object of `schema/*.json` whose properties are generated. */
export const settingsMark = 'generated: settings of migrations';

const severityWords =
  'off: not looked for. quiet: listed, never marked or counted. normal: marked and counted. act-now: shown first.';

type Json = Record<string, unknown>;

/** Properties by name of the migration. */
export function settingsProperties(migrations: readonly IMigration[]): Json {
  return Object.fromEntries(
    migrations.map(migration => [
      migration.name,
      {
        type: 'object',
        title: `${migration.title} (${migration.name})`,
        description: migration.summary,
        properties: {
          severity: {
            type: 'string',
            title: 'Severity',
            description: severityWords,
            enum: [...severities],
            default: defaultSeverity(migration)
          },
          ...Object.fromEntries((migration.settings ?? []).map(s => [s.name, property(s)]))
        },
        additionalProperties: false,
        default: {}
      }
    ])
  );
}

function property({ title, description, values, minimum, ...setting }: IMigrationSetting): Json {
  const type =
    typeof setting.default === 'number'
      ? 'integer'
      : typeof setting.default === 'boolean'
        ? 'boolean'
        : 'string';
  return {
    type,
    title,
    description,
    ...(values ? { enum: [...values] } : {}),
    ...(minimum === undefined ? {} : { minimum }),
    default: setting.default
  };
}

/** Fills every marked object within a schema; returns whether one was found. */
export function setSettings(value: unknown, migrations: readonly IMigration[]): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const found = Object.values(value)
    .map(item => setSettings(item, migrations))
    .some(Boolean);
  const record = value as Json;
  if (record['$comment'] === settingsMark) {
    record.properties = settingsProperties(migrations);
    return true;
  }
  return found;
}
