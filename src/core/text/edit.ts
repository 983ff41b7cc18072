/** Text edits within one cell: apply, order, detect overlaps. Does not know cells or notebooks. */
import { overlaps, type IRange } from './range';

/** Replaces `[start, end)` by `text`; an insertion has `start === end`. */
export interface ITextEdit extends IRange {
  readonly text: string;
}

/** Sorts edits by place; insertions at one place keep their order. */
export function sortEdits(edits: readonly ITextEdit[]): ITextEdit[] {
  return edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order)
    .map(({ edit }) => edit);
}

/** The first pair of edits that touch the same characters, or null. Several insertions at one place are allowed. */
export function findOverlap(edits: readonly ITextEdit[]): readonly [ITextEdit, ITextEdit] | null {
  const sorted = sortEdits(edits);
  for (let i = 1; i < sorted.length; i++) {
    const [a, b] = [sorted[i - 1], sorted[i]];
    const bothInsert = a.start === a.end && b.start === b.end;
    if (!bothInsert && overlaps(a, b)) {
      return [a, b];
    }
  }
  return null;
}

/**
 * Applies edits to a text.
 *
 * @throws RangeError when edits overlap or lie outside the text: that is a programmer's error,
 * since every fix is checked before it is offered.
 */
export function applyEdits(text: string, edits: readonly ITextEdit[]): string {
  const sorted = sortEdits(edits);
  let result = '';
  let position = 0;
  for (const edit of sorted) {
    if (edit.start < position || edit.end < edit.start || edit.end > text.length) {
      throw new RangeError('Edits overlap or lie outside the text.');
    }
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}

/** The edits that undo `edits` when applied to the text that they produced from `text`. */
export function invertEdits(text: string, edits: readonly ITextEdit[]): ITextEdit[] {
  let shift = 0;
  return sortEdits(edits).map(edit => {
    const start = edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
    return {
      start,
      end: start + edit.text.length,
      text: text.slice(edit.start, edit.end)
    };
  });
}
