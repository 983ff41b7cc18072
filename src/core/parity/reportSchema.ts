/**
 * The parity report as JSON: one file, no absolute path, no user name.
 *
 * Shape only; `buildReport.ts` fills it, the `render*` files show it. Letters are points of the chain:
 * N notebook, P run again in the kernel, C ONNX Runtime on the CPU, W WASM in the browser, G WebGPU in the browser.
 */

import * as z from 'zod';
import { bisectSchema } from './bisectSchema';
import { hostLatencySchema } from './cases';
import { levels, outputMetricsSchema } from './metrics';
import { nodes } from './tolerance';
import { flagKinds } from './verdict';

const chainNode = z.enum(nodes);
const level = z.enum(levels);
const bound = z.object({ rtol: z.number(), atol: z.number() });

/** Which adapter really ran; `software` names the reason when it is none of a graphics card. */
export const adapterSchema = z.object({
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  description: z.string(),
  isFallback: z.boolean(),
  software: z.string().nullable(),
  f16: z.boolean(),
  limits: z.object({ maxBufferSize: z.number(), maxStorageBufferBindingSize: z.number() })
});

/** Where the nodes of the model ran. */
export const placementSchema = z.object({
  gpu: z.number().int(),
  cpu: z.number().int(),
  /** Nodes that stayed on the CPU, by operator. */
  fellBack: z.array(
    z.object({ op: z.string(), count: z.number().int(), names: z.array(z.string()) })
  )
});

export const timingSchema = z.object({
  create_ms: z.number(),
  first_ms: z.number(),
  warm: z.array(z.number()),
  p50: z.number(),
  p95: z.number()
});

export const browserSchema = z.object({
  ua: z.string(),
  coi: z.boolean(),
  secure: z.boolean(),
  threads: z.number().int()
});

export const modelSchema = z.object({
  sha256: z.string(),
  bytes: z.number(),
  ir: z.number(),
  opset: z.record(z.string(), z.number()),
  producer: z.string(),
  params: z.number(),
  dtypes: z.array(z.string()),
  ops: z.record(z.string(), z.number())
});

export const edgeSchema = z.object({
  from: chainNode,
  to: chainNode,
  vector: z.string(),
  /** Whether the edge is between neighbours of the chain, or the headline from the notebook to a browser. */
  role: z.enum(['chain', 'headline']),
  status: z.enum(['compared', 'not-run']),
  reason: z.string().nullable(),
  outputs: z.array(outputMetricsSchema),
  verdict: level
});

export const providerSchema = z.object({
  provider: z.enum(['webgpu', 'wasm']),
  status: z.enum(['ran', 'not-run']),
  reason: z.string().nullable(),
  cure: z.string().nullable(),
  ort: z.object({ version: z.string(), bundle: z.string() }),
  adapter: adapterSchema.nullable(),
  placement: placementSchema.nullable(),
  repeat: z.object({ bitexact: z.boolean(), max_abs: z.number(), verdict: level }).nullable(),
  timing: timingSchema.nullable(),
  verdict: level,
  sentence: z.string()
});

/** Errors element by element, for a picture: a sample, and the largest ones. */
export const residualsSchema = z.object({
  to: chainNode,
  vector: z.string(),
  output: z.string(),
  rtol: z.number(),
  /** In the scale of the output. */
  atol: z.number(),
  /** Finite elements of the output. */
  n: z.number().int(),
  /** Evenly drawn, then the largest errors: reference and actual − reference. */
  sample: z.array(z.tuple([z.number(), z.number()])),
  worst: z.array(z.tuple([z.number(), z.number()]))
});

export const parityReportSchema = z.object({
  schema: z.literal('parity/1'),
  created: z.string(),
  model: modelSchema,
  source: z.object({
    notebook: z.string().nullable(),
    variable: z.string().nullable(),
    kind: z.string().nullable(),
    exporter: z.string().nullable(),
    dynamic: z.record(z.string(), z.array(z.number()))
  }),
  env: z.object({ kernel: z.record(z.string(), z.string()), browser: browserSchema.nullable() }),
  vectors: z.array(
    z.object({
      id: z.string(),
      origin: z.string(),
      inputs: z.array(
        z.object({
          name: z.string(),
          dtype: z.string(),
          shape: z.array(z.number()),
          sha256: z.string()
        })
      )
    })
  ),
  profile: z.object({ id: z.string(), deep: z.boolean(), overrides: z.record(z.string(), bound) }),
  providers: z.array(providerSchema),
  /** Times of the kernel; null where it was not timed. */
  latency: z.object({ notebook: hostLatencySchema.nullable(), ort: hostLatencySchema.nullable() }),
  edges: z.array(edgeSchema),
  flags: z.array(z.object({ kind: z.enum(flagKinds), detail: z.string() })),
  blame: z.object({ from: chainNode, to: chainNode, sentence: z.string() }).nullable(),
  /** Which node differs in the browser; null when no runtime leaves the tolerance there, or was not searched. */
  bisect: bisectSchema.nullable(),
  residuals: z.array(residualsSchema),
  verdict: level,
  pass: z.boolean(),
  sentence: z.string()
});

export type IParityReport = z.infer<typeof parityReportSchema>;
export type IParityEdge = z.infer<typeof edgeSchema>;
export type IProviderReport = z.infer<typeof providerSchema>;
export type IResiduals = z.infer<typeof residualsSchema>;
export type IAdapterFacts = z.infer<typeof adapterSchema>;
export type IPlacement = z.infer<typeof placementSchema>;
export type ILatency = z.infer<typeof hostLatencySchema>;
export type ITiming = z.infer<typeof timingSchema>;
export type IBrowserFacts = z.infer<typeof browserSchema>;
export type IModelFacts = z.infer<typeof modelSchema>;
export type Provider = IProviderReport['provider'];
