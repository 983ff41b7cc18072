/**
 * The cases file that the kernel writes beside a model: inputs and every value of the chain known so far.
 *
 * Members of the `.npz`: `case<k>.input.<name>`, `case<k>.output.<name>` (N, what the notebook computed),
 * `case<k>.kernel.<name>` (P, run again in the kernel), `case<k>.ort.<name>` (C, ONNX Runtime on the CPU) and `meta`
 * (UTF-8 JSON as uint8). It computes nothing; the chain is compared in `buildReport.ts`.
 */

import { strFromU8, strToU8 } from 'fflate';
import * as z from 'zod';
import { readNpz, writeNpz } from './npz';
import { tensor } from './tensor';
import type { ITensor } from './tensor';

/** How long a run of the first case takes in the kernel, in milliseconds. */
export const hostLatencySchema = z.object({
  /** Such as `cpu` or `cuda:0`; null when it is not known. */
  device: z.string().nullable(),
  /** Null when the library decides by itself. */
  threads: z.number().int().nullable(),
  runs: z.array(z.number())
});

export const casesMetaSchema = z.object({
  schema: z.literal('anneal-cases/1'),
  /** Variable of the notebook that holds the model. */
  variable: z.string().optional(),
  notebook: z.string().optional(),
  kind: z.string().optional(),
  exporter: z.string().optional(),
  opset: z.number().int().optional(),
  /** Dynamic axes by input. */
  dynamic: z.record(z.string(), z.array(z.number().int())).default({}),
  /** SHA-256 of the model that these cases belong to, hexadecimal. */
  modelSha256: z.string().optional(),
  /** Where each case comes from, in order. */
  origins: z.array(z.string()).default([]),
  flags: z.array(z.object({ kind: z.string(), detail: z.string() })).default([]),
  /** Of the notebook's own model, and of the exported one on ONNX Runtime's CPU; older files hold none. */
  latency: z
    .object({ notebook: hostLatencySchema.nullish(), ort: hostLatencySchema.nullish() })
    .optional(),
  /** Versions in the kernel. */
  env: z.record(z.string(), z.string()).default({})
});

export type ICasesMeta = z.infer<typeof casesMetaSchema>;

/** Named tensors of one case; `kernel` and `ort` are empty when that edge was not run. */
export interface ICase {
  readonly id: string;
  readonly origin: string;
  readonly inputs: Readonly<Record<string, ITensor>>;
  readonly outputs: Readonly<Record<string, ITensor>>;
  readonly kernel: Readonly<Record<string, ITensor>>;
  readonly ort: Readonly<Record<string, ITensor>>;
}

export interface ICases {
  readonly cases: readonly ICase[];
  readonly meta: ICasesMeta;
}

const parts = { input: 'inputs', output: 'outputs', kernel: 'kernel', ort: 'ort' } as const;
type Part = keyof typeof parts;

/**
 * Reads a cases file.
 *
 * @throws Error naming the member and the cure.
 */
export function readCases(bytes: Uint8Array): ICases {
  const arrays = readNpz(bytes);
  const found = new Map<number, Record<(typeof parts)[Part], Record<string, ITensor>>>();
  let meta: ICasesMeta = casesMetaSchema.parse({ schema: 'anneal-cases/1' });
  for (const [member, value] of arrays) {
    if (member === 'meta') {
      meta = parseMeta(value);
      continue;
    }
    const match = /^case(\d+)\.(input|output|kernel|ort)\.(.+)$/s.exec(member);
    if (!match) {
      throw new Error(
        `"${member}" is not a name of a cases file; use case0.input.<name> and case0.output.<name>.`
      );
    }
    const index = Number(match[1]);
    const entry = found.get(index) ?? { inputs: {}, outputs: {}, kernel: {}, ort: {} };
    entry[parts[match[2] as Part]][match[3]] = value;
    found.set(index, entry);
  }
  if (found.size === 0) {
    throw new Error(
      'The cases file has no case; it needs case0.input.<name> and case0.output.<name>.'
    );
  }
  const cases = [...found.entries()]
    .sort(([a], [b]) => a - b)
    .map(([index, entry], position) => {
      for (const part of ['inputs', 'outputs'] as const) {
        if (Object.keys(entry[part]).length === 0) {
          throw new Error(
            `Case ${index} has no ${part}; add case${index}.${part.slice(0, -1)}.<name>.`
          );
        }
      }
      return { id: `case${index}`, origin: meta.origins[position] ?? 'captured', ...entry };
    });
  return { cases, meta };
}

/** Writes a cases file that `readCases` gives back unchanged. */
export function writeCases(value: ICases): Uint8Array {
  const arrays = new Map<string, ITensor>();
  for (const one of value.cases) {
    for (const part of Object.keys(parts) as Part[]) {
      for (const [name, data] of Object.entries(one[parts[part]])) {
        arrays.set(`${one.id}.${part}.${name}`, data);
      }
    }
  }
  const meta = strToU8(JSON.stringify(value.meta));
  arrays.set('meta', tensor('uint8', [meta.length], meta));
  return writeNpz(arrays);
}

function parseMeta(value: ITensor): ICasesMeta {
  if (value.dtype !== 'uint8') {
    throw new Error('The member "meta" of the cases file must be UTF-8 JSON as uint8.');
  }
  let raw: unknown;
  try {
    raw = JSON.parse(strFromU8(value.data as Uint8Array));
  } catch {
    throw new Error('The member "meta" of the cases file is not valid JSON.');
  }
  const parsed = casesMetaSchema.safeParse(raw);
  if (!parsed.success) {
    throw new Error(
      `The member "meta" of the cases file does not fit: ${z.prettifyError(parsed.error)}`
    );
  }
  return parsed.data;
}
