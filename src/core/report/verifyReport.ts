/** The report of `anneal verify` as the Python engine sends it: one zod schema, used wherever the report enters TypeScript. */
import * as z from 'zod';
import { statusOrder } from './statusOrder';

export const variableStatus = z.enum(statusOrder);
export const outputStatus = z.enum(['equal', 'different', 'nondeterministic']);
export const verdictSchema = z.enum(['equal', 'different', 'inconclusive']);

export const verifyReportSchema = z.looseObject({
  schemaVersion: z.literal(1),
  verdict: verdictSchema,
  /** Why there is no better verdict, in one sentence. */
  because: z.string().nullish(),
  variables: z.array(
    z.looseObject({ name: z.string(), status: variableStatus, detail: z.string() })
  ),
  outputs: z.array(
    z.looseObject({ cell: z.int().min(0), status: outputStatus, detail: z.string() })
  ),
  runs: z.looseObject({
    notebookSeconds: z.number().nullable(),
    packageSeconds: z.number().nullable()
  }),
  notes: z.array(z.string()).optional()
});

export type IVerifyReport = z.infer<typeof verifyReportSchema>;

/** One line of the engine's event stream. What a report holds depends on what was asked for. */
export const engineEventSchema = z.discriminatedUnion('event', [
  z.looseObject({
    event: z.literal('step'),
    step: z.string(),
    state: z.string(),
    cell: z.int().nullish(),
    cells: z.int().nullish(),
    seconds: z.number().nullish()
  }),
  z.looseObject({ event: z.literal('report'), report: z.unknown() }),
  z.looseObject({ event: z.literal('cancelled') }),
  z.looseObject({ event: z.literal('error'), message: z.string() })
]);

export type EngineEvent = z.infer<typeof engineEventSchema>;
