/** Converts between UTF-16 offsets and 1-based line/column positions of one text, in O(log lines). */
import type { IPosition } from './range';

export class LineIndex {
  constructor(readonly text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) {
        starts.push(i + 1);
      }
    }
    this._starts = starts;
  }

  get lineCount(): number {
    return this._starts.length;
  }

  /** Offset of the first character of a 1-based line; the text's length for lines past the end. */
  lineStart(line: number): number {
    return this._starts[line - 1] ?? this.text.length;
  }

  /** Offset just past the last character of a line, its line ending left out. */
  lineEnd(line: number): number {
    let end = this._starts[line] ?? this.text.length;
    if (line < this._starts.length && this.text[end - 1] === '\n') {
      end--;
    }
    if (line < this._starts.length && this.text[end - 1] === '\r') {
      end--;
    }
    return end;
  }

  position(offset: number): IPosition {
    let low = 0;
    let high = this._starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this._starts[middle] <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low + 1, column: offset - this._starts[low] + 1 };
  }

  offset(position: IPosition): number {
    return this.lineStart(position.line) + position.column - 1;
  }

  private readonly _starts: readonly number[];
}
