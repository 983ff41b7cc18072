/** Where the seeding helper goes: below the imports that it needs, above everything that draws. */
import { headOf, type ICellModel, type SemanticModel, type SyntaxNode } from '../../src/core';
import type { Library } from './sources';

export interface IModuleName {
  /** How the notebook calls the library's module; null when it is not imported by itself. */
  readonly text: string;
  readonly statement: SyntaxNode;
}

const importKinds = /^(import_statement|import_from_statement|future_import_statement)$/;

/** The notebook's own name for a library: the first import at the top level whose name keeps that one meaning. */
export function moduleName(model: SemanticModel, library: Library): IModuleName | null {
  let found: IModuleName | null = null;
  for (const name of new Set(model.collect(importedIn))) {
    const bindings = model.moduleBindings(name);
    const [first] = bindings;
    if (
      first.imported === library &&
      bindings.every(b => b.imported === library) &&
      first.statement?.parent?.kind === 'module' &&
      (!found || isBefore(model, first.statement, found.statement))
    ) {
      found = { text: name, statement: first.statement };
    }
  }
  return found;
}

function importedIn(_model: SemanticModel, { module }: ICellModel): readonly string[] {
  return [...module.bindings].flatMap(([name, list]) =>
    list.some(b => b.imported !== null) ? [name] : []
  );
}

/** True when the imports that open a cell reach down to this statement. */
export function isInOpening(statement: SyntaxNode): boolean {
  for (const s of statement.cell.root?.namedChildren ?? []) {
    if (s === statement) {
      return true;
    }
    const isText = s.kind === 'expression_statement' && s.namedChildren[0]?.kind === 'string';
    if (!importKinds.test(s.kind) && !(isText && s === statement.cell.root?.namedChildren[0])) {
      return false;
    }
  }
  return false;
}

/** True when no cell above imports anything: then new imports for this cell's code go into it. */
export function isHead(model: SemanticModel, statement: SyntaxNode): boolean {
  return headOf(model, statement) === statement.cell;
}

/** The last of the imports that follow this one without a break. */
export function endOfRun(statement: SyntaxNode): SyntaxNode {
  const all = statement.cell.root?.namedChildren ?? [];
  let last = statement;
  for (const s of all.slice(all.indexOf(statement) + 1)) {
    if (!importKinds.test(s.kind)) {
      break;
    }
    last = s;
  }
  return last;
}

export function isBefore(model: SemanticModel, a: SyntaxNode, b: SyntaxNode): boolean {
  const order = model.orderOf(a) - model.orderOf(b);
  return order < 0 || (order === 0 && a.start < b.start);
}
