/**
 * The immutable notebook that every part of the core works on: a snapshot, plain data, no behaviour.
 * Offsets into `source` are UTF-16 units; line ends are kept as they were found (`\r\n` stays).
 */

export type CellKind = 'code' | 'markdown' | 'raw';

/** One output of a code cell, as nbformat 4 has it: plain JSON. */
export interface IOutput {
  readonly output_type: string;
  readonly [key: string]: unknown;
}

export interface ICell {
  /** Unique within the notebook. Starts with `anneal-` when the file has none (then it exists in memory only). */
  readonly id: string;
  /** Position among all cells, from 0. */
  readonly index: number;
  readonly kind: CellKind;
  readonly source: string;
  readonly executionCount: number | null;
  readonly outputs: readonly IOutput[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly attachments?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface INotebook {
  readonly cells: readonly ICell[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Whether a JSON value is an object (not null, not a list). */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().toLowerCase() : null;
}

/** Kernels that are not Python, by the start of their name; for notebooks that name no language. */
const OTHER_KERNELS: readonly (readonly [RegExp, string | null])[] = [
  [/^ir\b/, 'r'],
  [
    /^(?:julia|rust|javascript|typescript|bash|scala|ruby|perl|octave|matlab|haskell|sql|deno)\b/,
    ''
  ],
  [/^(?:tslab|jslab)/, 'typescript'],
  [/^(?:xcpp|xeus-cling)/, 'c++'],
  [/^(?:spylon|almond)/, 'scala'],
  [/^\.net-(?:csharp|fsharp|powershell)/, ''],
  [/^sos\b/, null]
];

/**
 * The language of the notebook's code cells, in lower case.
 *
 * @returns `'python'` also when the notebook does not say: a kernel without a language is most often an environment with
 *   a name of its own; null when the kernel runs several languages
 */
export function notebookLanguage(notebook: INotebook): string | null {
  const info = isRecord(notebook.metadata.language_info) ? notebook.metadata.language_info : {};
  const spec = isRecord(notebook.metadata.kernelspec) ? notebook.metadata.kernelspec : {};
  const said = text(info.name) ?? text(spec.language);
  if (said !== null) {
    return /^i?python[23]?$/.test(said) ? 'python' : said;
  }
  const kernel = text(spec.name) ?? text(spec.display_name) ?? '';
  for (const [pattern, language] of OTHER_KERNELS) {
    const match = pattern.exec(kernel);
    if (match !== null) {
      return language === '' ? match[0] : language;
    }
  }
  return 'python';
}

/** The code cells, in document order. */
export function codeCells(notebook: INotebook): readonly ICell[] {
  return notebook.cells.filter(cell => cell.kind === 'code');
}
