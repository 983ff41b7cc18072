/** The report of `anneal check`: its shape (one zod schema, from which the JSON Schema for users is made) and how it is built. */
import * as z from 'zod';
import type { IAnalysis, IDiagnostic } from '../analysis/diagnostic';

const position = z.object({ line: z.int().min(1), column: z.int().min(1) });

const textEdit = z.object({ start: z.int().min(0), end: z.int().min(0), text: z.string() });

const cellEdit = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('source'),
    cellId: z.string(),
    baseHash: z.string(),
    edits: z.array(textEdit)
  }),
  z.object({
    kind: z.literal('insert'),
    cellId: z.string(),
    after: z.string().nullable(),
    cellKind: z.enum(['code', 'markdown']),
    source: z.string()
  }),
  z.object({ kind: z.literal('clear-outputs'), cellId: z.string(), baseHash: z.string() })
]);

export const applicabilitySchema = z.enum(['safe', 'suggested', 'manual']);

export const diagnosticSchema = z.object({
  id: z.string(),
  migration: z.string(),
  cell: z.object({ index: z.int().min(0), id: z.string() }),
  place: z.enum(['source', 'output', 'metadata', 'attachment']),
  range: z.object({ start: position, end: position }),
  message: z.string(),
  why: z.string(),
  applicability: applicabilitySchema,
  fix: z
    .object({
      title: z.string(),
      risks: z.array(z.string()),
      edits: z.array(cellEdit),
      /** Names of environment variables that take over literals. */
      environment: z.array(z.string())
    })
    .nullable(),
  declined: z.string().nullable()
});

export const suppressedSchema = diagnosticSchema.extend({
  suppression: z.object({
    kind: z.enum(['comment', 'tag', 'notebook-comment', 'file-rule']),
    reason: z.string().nullable()
  })
});

export const checkReportSchema = z.object({
  schemaVersion: z.literal(1),
  notebooks: z.array(
    z.object({
      path: z.string(),
      cells: z.object({
        code: z.int().min(0),
        blind: z.array(z.object({ index: z.int().min(0), reason: z.string() }))
      }),
      diagnostics: z.array(diagnosticSchema),
      /** Findings that a comment, a tag or the project's file allows. */
      suppressed: z.array(suppressedSchema),
      /** Comments and tags that allow nothing. */
      unusedSuppressions: z.array(
        z.object({
          migration: z.string(),
          isKnown: z.boolean(),
          cell: z.object({ index: z.int().min(0), id: z.string() }),
          line: z.int().min(1).nullable()
        })
      )
    })
  ),
  errors: z.array(z.object({ path: z.string(), reason: z.string() }))
});

export type ICheckReport = z.infer<typeof checkReportSchema>;
export type INotebookReport = ICheckReport['notebooks'][number];
export type IReportedDiagnostic = z.infer<typeof diagnosticSchema>;

/** The report of one notebook. */
export function notebookReport(path: string, analysis: IAnalysis): INotebookReport {
  return {
    path,
    cells: {
      code: analysis.codeCells,
      blind: analysis.blind.map(({ index, reason }) => ({ index, reason }))
    },
    diagnostics: analysis.diagnostics.map(reported),
    suppressed: analysis.suppressed.map(d => ({
      ...reported(d),
      suppression: { ...d.suppression }
    })),
    unusedSuppressions: analysis.unusedSuppressions.map(u => ({ ...u, cell: { ...u.cell } }))
  };
}

function reported(d: IDiagnostic): IReportedDiagnostic {
  return {
    id: d.id,
    migration: d.migration,
    cell: d.cell,
    place: d.place,
    range: d.range,
    message: d.message,
    why: d.why,
    applicability: d.applicability,
    fix: d.fix && {
      title: d.fix.title,
      risks: [...d.fix.risks],
      edits: structuredCopy(d.fix.edit.cells),
      environment: (d.fix.edit.environment ?? []).map(e => e.name)
    },
    declined: d.declined
  };
}

/** Plain data without its readonly marks. */
function structuredCopy<T>(value: T): Mutable<T> {
  return JSON.parse(JSON.stringify(value)) as Mutable<T>;
}

type Mutable<T> = T extends readonly (infer U)[]
  ? Mutable<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;
