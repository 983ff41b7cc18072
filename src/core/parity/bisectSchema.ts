/** Shape of what a search for the node that differs found, as it stands in the report. */

import * as z from 'zod';
import { levels } from './metrics';

const measureSchema = z.object({ snr_db: z.number(), tau: z.number(), level: z.enum(levels) });

export const bisectSchema = z.object({
  /**
   * found: single nodes are to blame; fusion: only the optimized model differs; accumulated: rounding of many nodes adds
   * up; gone: the difference is not the runtime's; not-searched: it could not be measured, with the reason in the
   * sentence.
   */
  status: z.enum(['found', 'fusion', 'accumulated', 'gone', 'not-searched']),
  sentence: z.string(),
  /** The runtime whose nodes were looked at. */
  subject: z.enum(['webgpu', 'wasm']),
  /** The case that was looked at. */
  vector: z.string(),
  /** Nodes with float outputs, in execution order. */
  nodes: z.array(
    z.object({
      name: z.string(),
      op: z.string(),
      output: z.string(),
      accumulated: measureSchema,
      local: measureSchema.nullable(),
      culprit: z.boolean()
    })
  ),
  /** The elements that differ most in the output of each node to blame, as text, because JSON has no NaN. */
  values: z.array(
    z.object({
      node: z.string(),
      op: z.string(),
      output: z.string(),
      index: z.string(),
      right: z.string(),
      actual: z.string()
    })
  ),
  workaround: z
    .object({
      /** Nodes to be run on the CPU. */
      nodes: z.array(z.string()),
      optimization: z.enum(['all', 'disabled']),
      /** Whether the model passed with it. */
      verified: z.boolean(),
      snr_before: z.number(),
      snr_after: z.number(),
      code: z.string()
    })
    .nullable()
});

export type IBisect = z.infer<typeof bisectSchema>;
export type INodeMeasure = IBisect['nodes'][number];
