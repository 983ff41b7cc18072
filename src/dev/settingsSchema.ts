/** The part of `schema/plugin.json` that follows from the migrations: severity and settings of each, typed, for the settings editor. */
import {
  defaultSeverity,
  severities,
  type IMigration,
  type IMigrationSetting,
  type Severity
} from '../core';

/** Marks the object of `schema/*.json` whose properties are generated. */
export const settingsMark = 'generated: settings of migrations';

const severityWords: Readonly<Record<Severity, string>> = {
  off: 'Off: not looked for',
  quiet: 'Quiet: listed, never marked or counted',
  normal: 'Normal: marked and counted',
  'act-now': 'Act now: shown first, with a warning'
};

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
            // The form of an enumeration for which the settings editor shows words.
            oneOf: severities.map(value => ({ const: value, title: severityWords[value] })),
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
