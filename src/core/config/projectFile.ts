/**
 * The settings of people: `anneal.toml` of a project, and the same tables from the Lab's settings. One zod schema, built from the
 * catalogue, checks both; nothing unknown is passed over in silence.
 */
import { parse, TomlError } from 'smol-toml';
import * as z from 'zod';
import type { IMigration, MigrationSettings } from '../analysis/migration';
import { severities, type Severity } from '../analysis/severity';
import { defaultReviewRules, type IApprovalRule, type IReviewRules } from '../review/approval';
import { globProblem } from './glob';
import { nearest } from './nearest';

/** The name of the project's file. */
export const projectFileName = 'anneal.toml';

/** Findings of some migrations that are allowed in the notebooks that a pattern matches. */
export interface IFileRule {
  readonly glob: string;
  readonly allow: readonly string[];
  readonly reason: string;
}

/** From which severity on findings make `anneal check` end with status 1. */
export const failLevels = ['quiet', 'normal', 'act-now', 'never'] as const;
export type FailLevel = (typeof failLevels)[number];

/** What people chose. */
export interface IConfiguration {
  readonly severity: Readonly<Record<string, Severity>>;
  readonly settings: Readonly<Record<string, MigrationSettings>>;
  readonly files: readonly IFileRule[];
  readonly failOn?: FailLevel;
  readonly review?: IReviewRules;
}

export const emptyConfiguration: IConfiguration = { severity: {}, settings: {}, files: [] };

export type ConfigurationResult =
  | { readonly ok: true; readonly configuration: IConfiguration }
  /** One sentence each: where, what is wrong, what cures it. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the text of an `anneal.toml`. */
export function readProjectFile(
  text: string,
  catalogue: readonly IMigration[]
): ConfigurationResult {
  let table: unknown;
  try {
    table = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) {
      throw error;
    }
    const reason = error.message.split('\n')[0].replace(/^Invalid TOML document: /, '');
    return {
      ok: false,
      problems: [`line ${error.line}, column ${error.column} is no TOML: ${reason}. Correct it.`]
    };
  }
  return readConfiguration(table, catalogue);
}

/** Reads the tables of a project's file, whatever they were written in. */
export function readConfiguration(
  value: unknown,
  catalogue: readonly IMigration[]
): ConfigurationResult {
  const result = schemaOf(catalogue).safeParse(value, { reportInput: true });
  if (!result.success) {
    return { ok: false, problems: result.error.issues.flatMap(i => problemsOf(i, catalogue)) };
  }
  const severity: Record<string, Severity> = {};
  const settings: Record<string, MigrationSettings> = {};
  const tables = result.data.migrations ?? {};
  for (const [name, table] of Object.entries(tables as Record<string, MigrationSettings>)) {
    const { severity: chosen, ...rest } = table;
    if (chosen !== undefined) {
      severity[name] = chosen as Severity;
    }
    settings[name] = rest;
  }
  const files = Object.entries(result.data.files ?? {}).map(([glob, rule]) => ({ glob, ...rule }));
  const { check, review } = result.data;
  const { habits, ...rule } = review ?? {};
  return {
    ok: true,
    configuration: {
      severity,
      settings,
      files,
      ...(check?.['fail-on'] ? { failOn: check['fail-on'] } : {}),
      ...(review
        ? {
            review: {
              ...defaultReviewRules,
              ...rule,
              habits: (habits ?? {}) as Record<string, Partial<IApprovalRule>>
            }
          }
        : {})
    }
  };
}

function schemaOf(catalogue: readonly IMigration[]) {
  const names = catalogue.map(m => m.name);
  return z.strictObject({
    migrations: z
      .strictObject(Object.fromEntries(catalogue.map(m => [m.name, migrationSchema(m).optional()])))
      .optional(),
    files: z
      .record(
        z.string().refine(glob => globProblem(glob) === null),
        z.strictObject({ allow: z.array(z.enum(names)).min(1), reason: z.string().trim().min(1) })
      )
      .optional(),
    check: z.strictObject({ 'fail-on': z.enum(failLevels).optional() }).optional(),
    review: z
      .strictObject({
        ...approvalFields,
        habits: z
          .strictObject(
            Object.fromEntries(names.map(n => [n, z.strictObject(approvalFields).optional()]))
          )
          .optional()
      })
      .optional()
  });
}

const approvalFields = {
  approvals: z.int().min(1).optional(),
  required: z.array(z.string().trim().min(1)).optional()
};

function migrationSchema(migration: IMigration) {
  const fields: Record<string, z.ZodType> = { severity: z.enum(severities).optional() };
  for (const setting of migration.settings ?? []) {
    fields[setting.name] = (
      setting.values
        ? z.enum(setting.values)
        : typeof setting.default === 'boolean'
          ? z.boolean()
          : typeof setting.default === 'number'
            ? z.int().min(setting.minimum ?? Number.MIN_SAFE_INTEGER)
            : z.string()
    ).optional();
  }
  return z.strictObject(fields);
}

/** The sentences for one issue of zod: the key, what is wrong, the nearest known word, the cure. */
function problemsOf(issue: z.core.$ZodIssue, catalogue: readonly IMigration[]): string[] {
  const [table] = issue.path.map(String);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => {
        const known = knownKeys(issue.path.map(String), catalogue);
        const what = namesHabits(issue.path) ? 'habit' : 'setting';
        const others = what === 'habit' ? '' : ` Known here: ${known.join(', ')}.`;
        return `${keyText([...issue.path, key])}: there is no ${what} of this name. ${meant(key, known) || 'Remove it.'}${others}`;
      });
    case 'invalid_value': {
      const known = issue.values.map(String);
      const given = typeof issue.input === 'string' ? shown(issue.input) : null;
      if (table === 'files') {
        return [
          `${keyText(issue.path)}: there is no habit ${given === null ? 'of this name' : `"${given}"`}. ${meant(given ?? '', known) || 'Remove it.'}`
        ];
      }
      return [
        `${keyText(issue.path)}: ${given === null ? 'this value' : `"${given}"`} is not allowed. ${meant(given ?? '', known)}${meant(given ?? '', known) ? ' ' : ''}Use one of ${known.join(', ')}.`
      ];
    }
    case 'invalid_type':
      return [
        issue.input === undefined
          ? `${keyText(issue.path)}: is missing; add it.`
          : `${keyText(issue.path)}: write ${typeWords[issue.expected] ?? issue.expected} here.`
      ];
    case 'invalid_key':
      return [`${keyText(issue.path)}: ${globProblem(issue.path.map(String)[1]) ?? ''}.`];
    case 'too_small':
      return [
        `${keyText(issue.path)}: ${
          issue.origin === 'array'
            ? 'name at least one habit'
            : issue.origin === 'string'
              ? table === 'review'
                ? 'write the name of a person'
                : 'say in one sentence why these findings are right there'
              : `write a whole number from ${String(issue.minimum)} up`
        }.`
      ];
    default:
      return [`${keyText(issue.path)}: ${issue.message}. Correct it.`];
  }
}

const typeWords: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  number: 'a whole number',
  int: 'a whole number',
  string: 'a text in quotes',
  array: 'a list, such as ["print-debugging"]',
  object: 'a table',
  record: 'a table'
};

function knownKeys(path: readonly string[], catalogue: readonly IMigration[]): readonly string[] {
  const [table, name] = path;
  if (table === undefined) {
    return ['migrations', 'files', 'check', 'review'];
  }
  if (namesHabits(path)) {
    return catalogue.map(m => m.name);
  }
  if (table === 'files') {
    return ['allow', 'reason'];
  }
  if (table === 'check') {
    return ['fail-on'];
  }
  if (table === 'review') {
    return ['approvals', 'required', ...(name === undefined ? ['habits'] : [])];
  }
  const settings = catalogue.find(m => m.name === name)?.settings ?? [];
  return ['severity', ...settings.map(s => s.name)];
}

/** True for a table whose keys are habits. */
function namesHabits(path: readonly PropertyKey[]): boolean {
  return path.join('.') === 'migrations' || path.join('.') === 'review.habits';
}

function meant(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return near === null ? '' : `Did you mean "${near}"?`;
}

/** A key as it stands in the file: `files."a/**".allow`. */
function keyText(path: readonly PropertyKey[]): string {
  return path
    .filter(part => typeof part !== 'number')
    .map(part => shown(String(part)))
    .map(part => (/^[\w-]+$/.test(part) ? part : `"${part}"`))
    .join('.');
}

/** A word of the file, cut where it may be a key that somebody put there by mistake: this text ends up in logs. */
function shown(word: string): string {
  return word.length < 16 || !/\d/.test(word) || /[/*]/.test(word) ? word : `${word.slice(0, 4)}…`;
}
