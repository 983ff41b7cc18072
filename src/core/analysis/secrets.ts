/** Keeps secret values out of everything that is shown or written. Which values are secret is said by the catalogue. */
import type { SemanticModel } from '../semantic/model';
import type { IMigration, MigrationSettings } from './migration';

/** What is drawn in place of a secret. */
export const hidden = '••••';

/** The secret values of a notebook, longest first, so that a value inside another cannot leave a rest behind. */
export function secretsOf(
  model: SemanticModel,
  catalogue: readonly IMigration[],
  settings: Readonly<Record<string, MigrationSettings>> = {}
): readonly string[] {
  const found = new Set<string>();
  for (const migration of catalogue) {
    for (const value of migration.secrets?.({ model, settings: settings[migration.name] ?? {} }) ??
      []) {
      found.add(value);
    }
  }
  return [...found].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** The text with every secret drawn as `••••`. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((t, secret) => (secret === '' ? t : t.split(secret).join(hidden)), text);
}
