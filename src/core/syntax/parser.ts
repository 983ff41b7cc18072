/**
 * From the source of a cell to its `CellSyntax`: mask the magics, parse once, copy the tree into plain objects, free the tree.
 * Trees live in WASM memory that JavaScript never frees, so each one is deleted here and never leaves this file.
 */
import * as formatter from '@wasm-fmt/ruff_fmt/ruff_fmt_bg.js';
import { Language, Parser } from 'web-tree-sitter';
import { maskMagics, type IMagic } from '../notebook/magics';
import { CellSyntax, type IFragment } from './cellSyntax';
import { repairSplats } from './splat';
import { startTreeSitter, TreeReader, type IReadTree } from './treeReader';

/** The three WebAssembly files the parser runs on, as bytes: where they come from is the host's business. */
export interface IParserAssets {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
  readonly formatter: Uint8Array;
}

/** The part of the WebAssembly API that is used here; the core is compiled without DOM types. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, unknown>
  ): Promise<{ instance: { exports: unknown } }>;
};

const unformatted = '# fmt: off\n';

export class PythonParser {
  /** Starts the WebAssembly modules. Call once; parsing is synchronous afterwards. */
  static async create(assets: IParserAssets): Promise<PythonParser> {
    await startTreeSitter(assets.runtime);
    const parser = new Parser();
    const language = await Language.load(assets.grammar);
    parser.setLanguage(language);
    const { instance } = await WebAssembly.instantiate(assets.formatter, {
      './ruff_fmt_bg.js': formatter
    });
    formatter.__wbg_set_wasm(instance.exports);
    return new PythonParser(parser, new TreeReader(language));
  }

  private constructor(
    private readonly _parser: Parser,
    private readonly _reader: TreeReader
  ) {}

  /** Parses one cell. Never throws on any text: what cannot be read becomes a blind cell. */
  parseCell(source: string): CellSyntax {
    const masked = maskMagics(source);
    const cell = new CellSyntax(source, masked.python, masked.language, masked.magics);
    if (masked.language !== 'python') {
      return cell;
    }
    const { root, error } = this._parse(cell, masked.python, 0);
    if (error !== null) {
      cell.byKind.clear();
      const line = cell.lines.position(error).line;
      cell.blind =
        this.syntaxError(masked.python) === null
          ? `line ${line} uses syntax that is not supported yet`
          : `syntax error in line ${line}`;
      return cell;
    }
    const refused = this.syntaxError(masked.python);
    if (refused !== null) {
      cell.byKind.clear();
      cell.blind = `syntax error in line ${cell.lines.position(refused).line}`;
      return cell;
    }
    cell.root = root;
    cell.fragments = this._fragments(cell, masked.magics);
    return cell;
  }

  /** Offset of the first syntax error by ruff's parser, or null when the text is valid Python 3. */
  syntaxError(python: string): number | null {
    try {
      // The formatter leaves alone what follows this comment: the text is parsed and nothing more.
      formatter.format(unformatted + python.replace(/\r\n?/g, '\n'), 'cell.py', {});
      return null;
    } catch (reason) {
      const match = /byte range (\d+)/.exec(String(reason));
      return match ? utf16Offset(python, Math.max(0, Number(match[1]) - unformatted.length)) : 0;
    }
  }

  /** Formats a module as `ruff format` does with a line length of 88. Null when it is not valid Python. */
  format(python: string): string | null {
    try {
      return formatter.format(python.replace(/\r\n?/g, '\n'), 'module.py', {});
    } catch {
      return null;
    }
  }

  private _fragments(cell: CellSyntax, magics: readonly IMagic[]): IFragment[] {
    const fragments: IFragment[] = [];
    for (const magic of magics) {
      for (const piece of magic.python) {
        if (piece.inPlace) {
          continue;
        }
        // A broken fragment (a shell brace that is no Python, say) is dropped: the shell sees it, not Python.
        const before = new Map([...cell.byKind].map(([kind, nodes]) => [kind, nodes.length]));
        const { root, error } = this._parse(cell, piece.source, piece.range.start);
        if (error === null) {
          fragments.push({ magic, root });
        } else {
          for (const [kind, nodes] of cell.byKind) {
            nodes.length = before.get(kind) ?? 0;
          }
        }
      }
    }
    return fragments;
  }

  /** The tree of `text`, whose offsets are shifted by `shift`. */
  private _parse(cell: CellSyntax, text: string, shift: number): IReadTree {
    const tree = this._parser.parse(text);
    if (!tree) {
      throw new Error('The parser has no language.');
    }
    try {
      const read = this._reader.read(tree, cell, shift);
      repairSplats(cell);
      return read;
    } finally {
      tree.delete();
    }
  }
}

/** UTF-16 offset of a UTF-8 byte offset. */
function utf16Offset(text: string, bytes: number): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (count >= bytes) {
      return i;
    }
    const code = text.codePointAt(i) as number;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (code > 0xffff) {
      i++;
    }
  }
  return text.length;
}
