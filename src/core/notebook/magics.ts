/**
 * IPython syntax → Python of the same length, so that an ordinary parser reads the cell and every offset stays true.
 * Follows IPython's own rules for where a magic is one (checked against its TransformerManager in the spec). Runs
 * nothing and does not say what a magic does.
 *
 * What the mask puts in place (`·` is a space; line breaks always stay where they are):
 *
 * | source                     | mask                       | also reported                                       |
 * |----------------------------|----------------------------|-----------------------------------------------------|
 * | `%matplotlib inline`       | `pass··············`       | `{x}` and `$x` in the arguments as fragments        |
 * | `%m`, `x?`, `!` (short)    | `0·`                       |                                                     |
 * | `!pip install {pkg}`       | `pass··············`       | `pkg` as a fragment                                 |
 * | `x = !ls`, `x = %m a`      | `x = ...`, `x = ... ·`     | `x` as a bound name                                 |
 * | `%time y = f(x)`           | `pass·;y = f(x)`           | `y = f(x)` as a fragment in place, `y` bound        |
 * | `t = %timeit -o f(x)`      | `t = ...·········;f(x)`    | `f(x)` in place, `t` bound                          |
 * | `%time for i in x: f(i)`   | `pass··…`                  | the loop as a fragment (a block cannot follow `;`)  |
 * | `%timeit y = f(x)`         | `pass··…`                  | the same: `y` would not reach the notebook          |
 * | `df.head?`, `?df`          | `pass·`…                   | `df.head` as a fragment                             |
 * | `/f a b`, `,f a`, `;f a`   | `pass··`                   | `f` (and for `/` the arguments) as fragments        |
 * | `pip install x`            | `pass··…`                  | automagic; only where Python could not read it      |
 * | `%%time`, `%%capture out`  | blanks, then the body      | `out` as a bound name; magics of the body as usual  |
 * | `%%timeit x = 1`           | blanks, form feed, `x = 1` | the setup as a fragment in place                    |
 * | `%%bash`, `%%html`, …      | blanks throughout          | the cell's language                                 |
 * | `>>> x`, `In [1]: x`       | blanks, form feed, `x`     |                                                     |
 * | indentation of all lines   | its last column a form feed, which sets the column back to 0 for Python's lexers |
 */
import { Masker } from './magicMasker';
import { PYTHON_CELL_MAGICS } from './magicNames';
import { isPlainPython } from './plainPython';

interface IRange {
  readonly start: number;
  readonly end: number;
}

/** A name that a magic binds in the notebook's namespace, and where it says so. */
export interface IBoundName {
  readonly name: string;
  readonly range: IRange;
}

/** Python inside a magic. */
export interface IPythonFragment {
  readonly range: IRange;
  readonly source: string;
  readonly kind: 'expression' | 'statements';
  /** Whether the mask shows it at its place, so that the ordinary parse of the cell already has it. */
  readonly inPlace: boolean;
}

export interface IMagic {
  readonly kind: 'line' | 'cell' | 'shell' | 'help' | 'assignment';
  /** `time`, `!`, `!!`, `?`, `??`, `/`, `,`, `;`; for an assignment that of its value. */
  readonly name: string;
  /** The special syntax itself: for an assignment its value, for a cell magic its first line. */
  readonly range: IRange;
  /** Line of the range's start in the cell, from 1. */
  readonly line: number;
  readonly binds: readonly IBoundName[];
  readonly python: readonly IPythonFragment[];
  readonly argument: string;
  /** White space at the start of its line. */
  readonly indent: string;
  /** Of a cell magic: everything below its first line. */
  readonly body?: IRange;
  /** What its code binds stays in a namespace (or process) of its own. */
  readonly isolated?: true;
  /** Written without `%`: IPython takes it for a magic only when it is the cell's only line. */
  readonly automagic?: true;
  /** Stands inside the statement of another line magic (`%time x = !ls`). */
  readonly nested?: true;
}

export interface IMaskedCell {
  /** As long as the source in UTF-16 units; line breaks at the same offsets. */
  readonly python: string;
  /** In the order of their starts. */
  readonly magics: readonly IMagic[];
  /** `'python'`, or the language of the cell magic that owns the whole cell (`bash`, `html`, `writefile`, …). */
  readonly language: string;
}

export interface IMaskOptions {
  /** Further cell magics whose body is a cell of Python. */
  readonly pythonCellMagics?: readonly string[];
}

/** Mask the magics of one cell. Any text is good; never throws. */
export function maskMagics(source: string, options: IMaskOptions = {}): IMaskedCell {
  if (isPlainPython(source)) {
    return { python: source, magics: [], language: 'python' };
  }
  return new Masker(
    source,
    new Set([...PYTHON_CELL_MAGICS, ...(options.pythonCellMagics ?? [])])
  ).run();
}
