/** Where an import belongs and what its name is in the notebook. Reuses an import that is already there. */
import type { ICellModel, SemanticModel } from '../semantic/model';
import type { Binding } from '../semantic/scope';
import type { CellSyntax } from '../syntax/cellSyntax';
import { docstring } from '../syntax/guards';
import type { SyntaxNode } from '../syntax/node';
import { freshName } from './freshName';

export interface IImportPlace {
  readonly cell: CellSyntax;
  /** Line to insert, or null when an import is already there. */
  readonly statement: string | null;
  /** How code refers to what is imported. */
  readonly text: string;
}

const importKinds = new Set([
  'import_statement',
  'import_from_statement',
  'future_import_statement'
]);

export function placeImport(
  model: SemanticModel,
  module: string,
  name: string | null,
  user: CellSyntax
): IImportPlace {
  const existing = findImport(model, module, name, user);
  if (existing) {
    return { cell: user, statement: null, text: existing };
  }
  const wanted = name ?? module;
  const root = wanted.split('.')[0];
  // The same import again further down changes nothing.
  const taken = model
    .moduleBindings(root)
    .some(b => name === null || b.imported !== `${module}.${name}`);
  const alias = taken ? freshName(model, `_${root.replace(/^_+/, '')}`) : null;
  const line =
    name !== null
      ? `from ${module} import ${name}${alias ? ` as ${alias}` : ''}`
      : `import ${module}${alias ? ` as ${alias}` : ''}`;
  return { cell: headOf(model, user), statement: line, text: alias ?? wanted };
}

/** The cell at or above the user's in which new imports, and what belongs below them, are put. */
export function headOf(model: SemanticModel, user: CellSyntax): CellSyntax {
  return importCell(model, user) ?? user;
}

/** An import of exactly this that is in force for the user's cell and never rebound, as the notebook spells it. */
function findImport(
  model: SemanticModel,
  module: string,
  name: string | null,
  user: CellSyntax
): string | null {
  const qualified = name !== null ? `${module}.${name}` : module;
  for (const first of model.memo(fixedImports)) {
    if (model.orderOf(first.cell) <= model.orderOf(user)) {
      if (first.imported === qualified) {
        return first.name;
      }
      if (name !== null && first.imported === module) {
        return `${first.name}.${name}`;
      }
    }
  }
  return null;
}

/** Imports at the top level whose names keep that one meaning: the first binding of each, in document order. */
function fixedImports(model: SemanticModel): readonly Binding[] {
  return [...new Set(model.collect(importedIn))].flatMap(name => {
    const bindings = model.moduleBindings(name);
    const [first] = bindings;
    return first.imported !== null &&
      bindings.every(b => b.imported === first.imported) &&
      first.statement?.parent?.kind === 'module'
      ? [first]
      : [];
  });
}

function importedIn(_model: SemanticModel, { module }: ICellModel): readonly string[] {
  return [...module.bindings].flatMap(([name, list]) =>
    list.some(b => b.imported !== null) ? [name] : []
  );
}

/** The first cell at or above the user's that imports something at its top level. */
function importCell(model: SemanticModel, user: CellSyntax): CellSyntax | null {
  const first = model.memo(firstImporting);
  return first && model.orderOf(first) <= model.orderOf(user) ? first : null;
}

function firstImporting(model: SemanticModel): CellSyntax | null {
  return model.collect(importing)[0] ?? null;
}

function importing(_model: SemanticModel, { syntax }: ICellModel): readonly CellSyntax[] {
  return topImports(syntax).length ? [syntax] : [];
}

function topImports(cell: CellSyntax): SyntaxNode[] {
  return (cell.root?.namedChildren ?? []).filter(s => importKinds.has(s.kind));
}

/** After the imports that open the cell; else at its top, below magics, comments and a docstring. */
export function insertionPoint(cell: CellSyntax): {
  offset: number;
  before: string;
  after: string;
} {
  const statements = cell.root?.namedChildren ?? [];
  let last: SyntaxNode | null = cell.root && docstring(cell.root);
  for (const s of statements) {
    if (importKinds.has(s.kind)) {
      last = s;
    } else if (
      s !== last &&
      !cell.magics.some(m => m.range.start <= s.start && s.end <= m.range.end)
    ) {
      break;
    }
  }
  if (last) {
    const end = cell.lines.lineEnd(cell.lines.position(last.end).line);
    // A statement that shares its line (`import a; x = 1`) keeps the line whole.
    return { offset: end, before: '\n', after: '' };
  }
  const magicEnd = Math.max(0, ...cell.magics.filter(m => m.kind === 'cell').map(m => m.range.end));
  if (magicEnd > 0) {
    const line = cell.lines.position(Math.max(0, magicEnd - 1)).line;
    const start = cell.lines.lineStart(line + 1);
    return start >= cell.source.length
      ? { offset: cell.source.length, before: '\n', after: '' }
      : { offset: start, before: '', after: '\n\n' };
  }
  return { offset: 0, before: '', after: cell.source === '' ? '' : '\n\n' };
}
