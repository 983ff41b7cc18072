/**
 * What the headless page and the command say to each other: the job down, progress and results up.
 *
 * Results travel as `.npz`, so that no number is rounded on the way. Runs in Node and in the page.
 */

import { strFromU8, strToU8 } from 'fflate';
import * as z from 'zod';
import type { IProviderRun } from '../../core/parity/buildReport';
import { readNpz, writeNpz } from '../../core/parity/npz';
import {
  adapterSchema,
  browserSchema,
  placementSchema,
  timingSchema
} from '../../core/parity/reportSchema';
import { tensor } from '../../core/parity/tensor';
import type { ITensor } from '../../core/parity/tensor';

export const jobSchema = z.object({
  providers: z.array(z.enum(['wasm', 'webgpu'])),
  warmRuns: z.number(),
  adapterTimeout: z.number(),
  timeout: z.number()
});
export type IPageJob = z.infer<typeof jobSchema>;

const factsSchema = z.object({
  provider: z.enum(['wasm', 'webgpu']),
  status: z.enum(['ran', 'not-run']),
  reason: z.string().nullable(),
  cure: z.string().nullable(),
  ort: z.object({ version: z.string(), bundle: z.string() }),
  adapter: adapterSchema.nullable(),
  placement: placementSchema.nullable(),
  timing: timingSchema.nullable(),
  browser: browserSchema.nullable()
});

/** A run as bytes. */
export function encodeRun(run: IProviderRun): Uint8Array {
  const { outputs, repeat, ...facts } = run;
  const meta = strToU8(JSON.stringify(facts));
  const arrays = new Map<string, ITensor>([['facts', tensor('uint8', [meta.length], meta)]]);
  outputs.forEach((one, k) => {
    for (const [name, value] of Object.entries(one)) {
      arrays.set(`${k}.${name}`, value);
    }
  });
  for (const [name, value] of Object.entries(repeat ?? {})) {
    arrays.set(`repeat.${name}`, value);
  }
  return writeNpz(arrays, false);
}

/**
 * The run from its bytes.
 *
 * @throws Error when they are not what `encodeRun` wrote
 */
export function decodeRun(bytes: Uint8Array): IProviderRun {
  const arrays = readNpz(bytes);
  const facts = factsSchema.parse(JSON.parse(strFromU8(arrays.get('facts')!.data as Uint8Array)));
  const outputs: Record<string, ITensor>[] = [];
  const repeat: Record<string, ITensor> = {};
  for (const [member, value] of arrays) {
    const [, part, name] = /^(\d+|repeat)\.(.+)$/s.exec(member) ?? [];
    if (part === 'repeat') {
      repeat[name] = value;
    } else if (part) {
      (outputs[Number(part)] ??= {})[name] = value;
    }
  }
  return { ...facts, outputs, repeat: facts.status === 'ran' ? repeat : null };
}
