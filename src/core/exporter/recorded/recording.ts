/** Calls of functions that were recorded in a run of the notebook, as the Python recorder sends them. Types and one schema. */
import * as z from 'zod';

const leafSchema = z.discriminatedUnion('k', [
  z.object({ k: z.literal('none') }),
  z.object({ k: z.literal('bool'), v: z.boolean() }),
  z.object({ k: z.literal('int'), v: z.string().regex(/^-?\d+$/) }),
  z.object({ k: z.literal('float'), v: z.string().regex(/^-?(?:[\d.e+-]+|nan|inf)$/) }),
  z.object({ k: z.literal('str'), v: z.string() })
]);

const dtypeSchema = z.string().regex(/^\w+$/);

/** Values of a column or an index; `inferred` when pandas chooses the type by itself. */
const columnSchema = z.object({
  dtype: dtypeSchema,
  items: z.array(leafSchema),
  inferred: z.boolean()
});

const indexSchema = z.union([
  z.object({ range: z.array(leafSchema).length(3) }),
  columnSchema.extend({ name: leafSchema })
]);

/** A value, described so that it can be written as a Python literal and built again exactly. */
export type RecordedValue =
  | z.infer<typeof leafSchema>
  | {
      readonly k: 'list' | 'tuple' | 'set' | 'frozenset' | 'range';
      readonly items: readonly RecordedValue[];
    }
  | {
      readonly k: 'dict';
      readonly items: readonly (readonly [RecordedValue, RecordedValue])[];
    }
  /** A numpy scalar. */
  | { readonly k: 'number'; readonly dtype: string; readonly v: RecordedValue }
  | {
      readonly k: 'array';
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly inferred: boolean;
      readonly items: RecordedValue;
    }
  | (IRecordedColumn & {
      readonly k: 'series';
      readonly index: IRecordedIndex | null;
      readonly name: RecordedValue;
    })
  | {
      readonly k: 'frame';
      readonly columns: readonly (IRecordedColumn & { readonly name: RecordedValue })[];
      readonly index: IRecordedIndex | null;
    };

export type IRecordedColumn = z.infer<typeof columnSchema>;
export type IRecordedIndex = z.infer<typeof indexSchema>;

const valueSchema: z.ZodType<RecordedValue> = z.lazy(() =>
  z.union([
    leafSchema,
    z.object({
      k: z.enum(['list', 'tuple', 'set', 'frozenset', 'range']),
      items: z.array(valueSchema)
    }),
    z.object({ k: z.literal('dict'), items: z.array(z.tuple([valueSchema, valueSchema])) }),
    z.object({ k: z.literal('number'), dtype: dtypeSchema, v: valueSchema }),
    z.object({
      k: z.literal('array'),
      dtype: dtypeSchema,
      shape: z.array(z.int().min(0)),
      inferred: z.boolean(),
      items: valueSchema
    }),
    columnSchema.extend({
      k: z.literal('series'),
      index: indexSchema.nullable(),
      name: leafSchema
    }),
    z.object({
      k: z.literal('frame'),
      columns: z.array(columnSchema.extend({ name: leafSchema })),
      index: indexSchema.nullable()
    })
  ])
);

const namedValueSchema = z.tuple([z.string(), valueSchema]);

const caseSchema = z.object({
  /** Values of all parameters, in their order. */
  arguments: z.array(namedValueSchema),
  expected: valueSchema
});

const functionSchema = z.object({
  name: z.string(),
  /** With the package: `study.features`. */
  module: z.string(),
  cases: z.array(caseSchema),
  defaults: z.array(namedValueSchema),
  /** Why there are no cases, as the end of "not recorded: …". */
  reason: z.string().nullable()
});

/** What a run of the notebook gave. */
export const recordingSchema = z.object({
  functions: z.array(functionSchema),
  /** Where the notebook stopped (0-based) and why; null when it ran to its end. */
  stopped: z.object({ cell: z.int().nullish(), because: z.string() }).nullable()
});

export type IRecordedCase = z.infer<typeof caseSchema>;
export type IRecordedFunction = z.infer<typeof functionSchema>;
export type IRecording = z.infer<typeof recordingSchema>;

/** A function of the package whose calls a run can record, or the reason why not. */
export interface IRecordableFunction {
  readonly name: string;
  /** With the package: `study.features`. */
  readonly module: string;
  /** 0-based. */
  readonly cell: number;
  readonly parameters: readonly IParameter[];
  /** Why its calls are not recorded, as the end of "not recorded: …"; null when they can be. */
  readonly reason: string | null;
}

export interface IParameter {
  readonly name: string;
  /** `positional`: before a `/`; `keyword`: behind a `*`; `list`: `*args`; `dictionary`: `**kwargs`. */
  readonly kind: 'positional' | 'ordinary' | 'keyword' | 'list' | 'dictionary';
}

/** The test files that a recording became, among the files of the package. */
export function recordedTests(
  recording: IRecording,
  files: readonly { readonly path: string }[]
): string[] {
  const modules = new Set(recording.functions.filter(f => f.cases.length).map(f => f.module));
  return [...modules].flatMap(module => {
    const path = `tests/test_${module.slice(module.indexOf('.') + 1)}`;
    return (
      files.find(f => f.path === `${path}_functions.py`)?.path ??
      files.find(f => f.path === `${path}.py`)?.path ??
      []
    );
  });
}

/** What the recorder is sent. */
export interface IRecordRequest {
  readonly functions: readonly {
    readonly name: string;
    readonly module: string;
    readonly parameters: readonly string[];
  }[];
  /** Files of the package by their path below `src/`: the calls are repeated there. */
  readonly sources: Readonly<Record<string, string>>;
}

/** Null when the package has no function whose calls could be recorded: there is nothing to run then. */
export function recordRequest(
  functions: readonly IRecordableFunction[],
  files: readonly { readonly path: string; readonly text: string }[]
): IRecordRequest | null {
  const wanted = functions.filter(f => f.reason === null);
  return wanted.length
    ? {
        functions: wanted.map(f => ({
          name: f.name,
          module: f.module,
          parameters: f.parameters.map(p => p.name)
        })),
        sources: Object.fromEntries(
          files.filter(f => f.path.startsWith('src/')).map(f => [f.path.slice(4), f.text])
        )
      }
    : null;
}
