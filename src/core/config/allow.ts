/** Writes down in the notebook why a finding is right as it is: the comment that keeps it from being shown from then on. */
import type { IDiagnostic, INotebookEdit } from '../analysis/diagnostic';
import { topLine } from '../analysis/suppression';
import { applyEdit } from '../apply/applyEdit';
import type { Engine } from '../engine';
import { hashText } from '../notebook/hash';
import type { ICell, INotebook } from '../notebook/notebook';
import { LineIndex } from '../text/lineIndex';

export type AllowResult =
  | { readonly ok: true; readonly edit: INotebookEdit }
  | { readonly ok: false; readonly reason: string };

/**
 * The edit with the comment nearest to the finding: at the end of its line, on the line above, or at the top of its cell. The first
 * one that changes nothing else is taken.
 */
export function allowEdit(
  engine: Engine,
  notebook: INotebook,
  diagnostic: IDiagnostic,
  reason: string
): AllowResult {
  const cell = notebook.cells.find(c => c.id === diagnostic.cell.id);
  const words = reason.replace(/\s+/g, ' ').trim();
  if (!cell || words === '') {
    return { ok: false, reason: cell ? 'Give a reason.' : 'The cell of this finding is gone.' };
  }
  const tag = `anneal-allow-${diagnostic.migration}`;
  const isPython = cell.kind === 'code' && engine.parser.parseCell(cell.source).root !== null;
  for (const { at, text } of candidates(cell, diagnostic, words, isPython)) {
    const edit: INotebookEdit = {
      cells: [
        {
          kind: 'source',
          cellId: cell.id,
          baseHash: hashText(cell.source),
          edits: [{ start: at, end: at, text }]
        }
      ]
    };
    const result = applyEdit(notebook, edit);
    const after = result.ok ? result.notebook.cells.find(c => c.id === cell.id) : undefined;
    if (
      result.ok &&
      after &&
      isSameCode(engine, cell, after) &&
      engine
        .analyze(result.notebook, { select: [diagnostic.migration] })
        .suppressed.some(d => d.id === diagnostic.id)
    ) {
      return { ok: true, edit };
    }
  }
  return {
    ok: false,
    reason: `No comment can stand in this cell: give it the tag \`${tag}\` instead.`
  };
}

function* candidates(
  cell: ICell,
  { migration, place, offsets }: IDiagnostic,
  reason: string,
  isPython: boolean
): IterableIterator<{ at: number; text: string }> {
  const words = `anneal: allow ${migration} (${reason})`;
  if (cell.kind !== 'code') {
    yield { at: 0, text: `<!-- ${words.replace(/-->/g, '->')} -->\n\n` };
    return;
  }
  const lines = new LineIndex(cell.source);
  const top = topLine(cell.source.split('\n')) + 1;
  // In another language nothing tells a line of code from a line within a text.
  if (place === 'source' && isPython) {
    const { line } = lines.position(offsets.start);
    const start = lines.lineStart(line);
    const text = cell.source.slice(start, lines.lineEnd(line));
    // On the first line a comment of its own would speak for the whole cell.
    if (line > top) {
      yield { at: start, text: `${/^\s*/.exec(text)?.[0] ?? ''}# ${words}\n` };
    }
    yield { at: start + text.trimEnd().length, text: `  # ${words}` };
  }
  if (lines.lineCount >= top) {
    yield { at: lines.lineStart(top), text: `# ${words}\n` };
  } else {
    yield { at: cell.source.length, text: `\n# ${words}` };
  }
}

/** The same tokens: a comment within a text or after a backslash would change them. */
function isSameCode(engine: Engine, before: ICell, after: ICell): boolean {
  if (before.kind !== 'code') {
    return true;
  }
  const [a, b] = [before, after].map(c => engine.parser.parseCell(c.source));
  if (!a.root || !b.root) {
    // Not Python: only languages whose comments begin with # can take one.
    return (
      a.language !== null &&
      a.root === b.root &&
      /^(bash|sh|script|shell|zsh|ruby|perl|r|julia)$/i.test(a.language)
    );
  }
  const tokens = ({ root, magics, source }: typeof a): string =>
    [
      ...[...(root?.walk() ?? [])]
        .filter(n => n.children.length === 0 && n.kind !== 'comment')
        .map(n => n.text),
      // A magic takes the rest of its line as it is.
      ...magics.map(m => source.slice(m.range.start, m.range.end))
    ].join('\0');
  return tokens(a) === tokens(b);
}
