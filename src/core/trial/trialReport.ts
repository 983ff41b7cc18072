/** The report of a tried fix as the Python engine sends it: one zod schema, used wherever it enters TypeScript. */
import * as z from 'zod';
import { statusOrder } from '../report/statusOrder';
import { outputStatus, verdictSchema } from '../report/verifyReport';

const measuredSchema = z.looseObject({
  seconds: z.number().nullable(),
  /** Of the run in which allocations were followed: slower, but as slow on both sides. */
  tracedSeconds: z.number().nullable(),
  /** Python's memory at its peak above the cell's begin, in bytes. */
  peakBytes: z.number().nullable()
});

export const trialReportSchema = z.looseObject({
  schemaVersion: z.literal(1),
  verdict: verdictSchema,
  /** The verdict in one sentence. */
  because: z.string(),
  variables: z.array(
    z.looseObject({
      name: z.string(),
      /** `converted`: another kind of value, made by a cell that the fix changes; `settled`: it no longer varies from run to run. */
      status: z.enum([...statusOrder, 'converted', 'settled']),
      detail: z.string()
    })
  ),
  outputs: z.array(
    z.looseObject({
      cell: z.int().min(0),
      status: z.enum([...outputStatus.options, 'settled']),
      detail: z.string()
    })
  ),
  cells: z.array(
    z.looseObject({ cell: z.int().min(0), before: measuredSchema, after: measuredSchema })
  ),
  runs: z.looseObject({
    beforeSeconds: z.number().nullable(),
    afterSeconds: z.number().nullable()
  }),
  notes: z.array(z.string()),
  /** The library that the fix needs and the notebook's environment lacks. */
  missingModule: z.string().optional()
});

export type ITrialReport = z.infer<typeof trialReportSchema>;
