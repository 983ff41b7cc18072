/** What a person chose in the export plan of the Lab. It is kept in the notebook's metadata (`anneal.export`), so that every export follows it. */
import * as z from 'zod';
import { isRecord } from '../../notebook/notebook';

const schema = z.object({
  /** Name of the package. */
  name: z.string().optional(),
  /** Proposed name of a module → chosen name. */
  modules: z.record(z.string(), z.string()).default({}),
  /** Function, class or constant → module. */
  definitions: z.record(z.string(), z.string()).default({})
});

/** The choices of a notebook; empty when nobody chose anything. */
export interface IExportChoices {
  readonly name?: string | undefined;
  readonly modules: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, string>>;
}

/** @returns also why the metadata cannot be read; then the choices are empty */
export function readChoices(metadata: Readonly<Record<string, unknown>>): {
  readonly choices: IExportChoices;
  readonly problem: string | null;
} {
  const none: IExportChoices = { modules: {}, definitions: {} };
  const own = isRecord(metadata.anneal) ? metadata.anneal.export : undefined;
  if (own === undefined) {
    return { choices: none, problem: null };
  }
  const read = schema.safeParse(own);
  return read.success
    ? { choices: read.data, problem: null }
    : {
        choices: none,
        problem:
          'The export choices in the notebook’s metadata (`anneal.export`) have another form than Anneal writes. Remove them there and choose again in the plan.'
      };
}

/** The notebook's metadata with other choices; empty parts are left out. */
export function writeChoices(
  metadata: Readonly<Record<string, unknown>>,
  choices: IExportChoices
): Record<string, unknown> {
  const sorted = (map: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
  const kept = {
    ...(choices.name === undefined ? {} : { name: choices.name }),
    ...(Object.keys(choices.modules).length ? { modules: sorted(choices.modules) } : {}),
    ...(Object.keys(choices.definitions).length ? { definitions: sorted(choices.definitions) } : {})
  };
  const { export: _old, ...others } = isRecord(metadata.anneal) ? metadata.anneal : {};
  const anneal = { ...others, ...(Object.keys(kept).length ? { export: kept } : {}) };
  const { anneal: _, ...rest } = metadata;
  return Object.keys(anneal).length ? { ...rest, anneal } : rest;
}
