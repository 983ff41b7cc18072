/** Imports for a definition that is put below the imports of the notebook: what it names must be bound there, not only where it is used. */
import type { CellSyntax } from '../syntax/cellSyntax';
import { docstring } from '../syntax/guards';
import type { SyntaxNode } from '../syntax/node';
import type { EditBuilder } from './editBuilder';
import { headOf } from './imports';
import { cellName } from './places';

export class HeadImports {
  /** @param user the cell that uses the definition; see `EditBuilder.insertBelowImports` for where it goes */
  constructor(
    private readonly _edit: EditBuilder,
    user: CellSyntax
  ) {
    this._head = headOf(_edit.model, user);
  }

  /** Why the definition cannot stand there, or null. */
  get obstacle(): string | null {
    return this._obstacle;
  }

  /** Imports a name and says how the definition refers to it. */
  add(module: string, name: string): string {
    const { model } = this._edit;
    const text = this._edit.addImport(module, name, this._head);
    const here = model.moduleBindings(text.split('.')[0]).filter(b => b.cell === this._head);
    if (here.length && !here.some(b => b.statement && opensCell(b.statement))) {
      this._obstacle ??= `\`${text}\` is imported below other code in ${cellName(model, this._head)}; move that import to the top first.`;
    }
    return text;
  }

  private readonly _head: CellSyntax;
  private _obstacle: string | null = null;
}

/** True for an import with nothing but imports, magics and a docstring above it. */
function opensCell(statement: SyntaxNode): boolean {
  const { cell } = statement;
  const first = cell.root && docstring(cell.root);
  for (const s of cell.root?.namedChildren ?? []) {
    if (s === statement) {
      return true;
    }
    const isMagic = cell.magics.some(m => m.range.start <= s.start && s.end <= m.range.end);
    if (s !== first && !isMagic && !/import.*_statement$/.test(s.kind)) {
      return false;
    }
  }
  return false;
}
