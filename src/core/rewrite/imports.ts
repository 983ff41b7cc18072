/** Where an import belongs and what its name is in the notebook. Reuses an import that is already there. */
import type { ICellModel, SemanticModel } from '../semantic/model';
import type { Binding } from '../semantic/scope';
import { CellSyntax } from '../syntax/cellSyntax';
import { docstring } from '../syntax/guards';
import type { SyntaxNode } from '../syntax/node';
import { freshName } from './freshName';
import { installsOf } from './installs';
import { restartAbove } from './restarts';

/** Code that needs something: a node, or all of a cell from its first statement on. */
export type User = SyntaxNode | CellSyntax;

/** The top of a cell, or of what follows an offset in it. */
export interface IHeadPlace {
  readonly cell: CellSyntax;
  /** What ends here or earlier stays above. */
  readonly from: number;
}

export interface IImportPlace {
  /** Where the import stands, or goes. */
  readonly place: IHeadPlace;
  /** Line to insert, or null when an import is already there. */
  readonly statement: string | null;
  /** How code refers to what is imported. */
  readonly text: string;
}

/** An import of the notebook that can serve. */
interface IKnownImport {
  readonly binding: Binding;
  readonly statement: SyntaxNode;
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
  user: User
): IImportPlace {
  const known = knownImports(model, module, name);
  const existing = known.find(k => isInForce(model, k.statement, user));
  if (existing) {
    const { statement, text } = existing;
    return { place: { cell: statement.cell, from: statement.end }, statement: null, text };
  }
  const place = importPlace(model, module, user);
  if (known.length) {
    // The same import again further down changes nothing.
    const [{ binding, text }] = known;
    const isModule = name === null || binding.imported === module;
    return { place, statement: importLine(module, isModule ? null : name, binding.name), text };
  }
  const root = (name ?? module).split('.')[0];
  const meaning = name === null ? root : `${module}.${name}`;
  const isTaken = model.moduleBindings(root).some(b => b.imported !== meaning);
  const text = isTaken ? freshName(model, `_${root.replace(/^_+/, '')}`) : (name ?? module);
  return { place, statement: importLine(module, name, text), text };
}

function importLine(module: string, name: string | null, bound: string): string {
  const alias = bound === (name ?? module) ? '' : ` as ${bound}`;
  return name === null ? `import ${module}${alias}` : `from ${module} import ${name}${alias}`;
}

/** Imports of exactly this, in document order, whose names are never bound otherwise. */
function knownImports(
  model: SemanticModel,
  module: string,
  name: string | null
): readonly IKnownImport[] {
  const qualified = name !== null ? `${module}.${name}` : module;
  return model.memo(fixedImports).flatMap(binding => {
    const { imported, statement } = binding;
    if (!statement || (imported !== qualified && (name === null || imported !== module))) {
      return [];
    }
    const text = imported === qualified ? binding.name : `${binding.name}.${name}`;
    return [{ binding, statement, text }];
  });
}

/** True when the code of `user` runs after a statement; what a function does comes after all of its cell. */
function isInForce(model: SemanticModel, statement: SyntaxNode, user: User): boolean {
  const apart = model.orderOf(statement) - model.orderOf(user);
  if (apart !== 0) {
    return apart < 0 && isBelowRestart(model, statement.cell, user);
  }
  return user instanceof CellSyntax
    ? statement.end <= insertionPoint(user).offset
    : statement.end <= user.start || model.scopeAround(user).isLate;
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

/** Where a new import for the user goes: at the head, but below the commands above the user that install the package. */
function importPlace(model: SemanticModel, module: string, user: User): IHeadPlace {
  const [last] = installsOf(model, module)
    .filter(({ cell, end }) => {
      const apart = model.orderOf(cell) - model.orderOf(user);
      return apart < 0 || (apart === 0 && !(user instanceof CellSyntax) && end <= user.start);
    })
    .slice(-1);
  if (!last) {
    return { cell: headOf(model, user), from: 0 };
  }
  const isAbove = (cell: CellSyntax): boolean => model.orderOf(cell) <= model.orderOf(user);
  const below = model
    .collect(importing)
    .find(
      c =>
        isAbove(c) && model.orderOf(c) >= model.orderOf(last.cell) && isBelowRestart(model, c, user)
    );
  const cell = below ?? cellOf(user);
  return { cell, from: cell === last.cell ? last.end : 0 };
}

/** The cell at or above the user's in which new imports, and what belongs below them, are put. */
export function headOf(model: SemanticModel, user: User): CellSyntax {
  const restart = restartAbove(model, user);
  const first = restart ? importingBelow(model, restart) : model.memo(firstImporting);
  return first && model.orderOf(first) <= model.orderOf(user) ? first : cellOf(user);
}

function importingBelow(model: SemanticModel, restart: CellSyntax): CellSyntax | null {
  const order = model.orderOf(restart);
  return model.collect(importing).find(c => model.orderOf(c) > order) ?? null;
}

/** False where the kernel is restarted between a cell and the code that needs something of it. */
function isBelowRestart(model: SemanticModel, cell: CellSyntax, user: User): boolean {
  const restart = restartAbove(model, user);
  return !restart || model.orderOf(restart) < model.orderOf(cell);
}

function cellOf(user: User): CellSyntax {
  return user instanceof CellSyntax ? user : user.cell;
}

function firstImporting(model: SemanticModel): CellSyntax | null {
  return model.collect(importing)[0] ?? null;
}

function importing(_model: SemanticModel, { syntax }: ICellModel): readonly CellSyntax[] {
  return syntax.root?.namedChildren.some(s => importKinds.has(s.kind)) ? [syntax] : [];
}

/**
 * After the imports that open the cell; else at its top, below magics, comments and a docstring.
 *
 * @param from statements that end here or earlier, and the imports that follow them, stay above
 */
export function insertionPoint(
  cell: CellSyntax,
  from = 0
): {
  offset: number;
  before: string;
  after: string;
} {
  let last: SyntaxNode | null = cell.root && docstring(cell.root);
  for (const s of cell.root?.namedChildren ?? []) {
    if (importKinds.has(s.kind) || s.end <= from) {
      last = s;
    } else if (
      s !== last &&
      !cell.magics.some(m => m.range.start <= s.start && s.end <= m.range.end)
    ) {
      break;
    }
  }
  if (last) {
    const { start, end } = last;
    // The mask of a magic is shorter than the magic.
    const ends = cell.magics.filter(
      m => m.kind !== 'cell' && m.range.start <= start && start < m.range.end
    );
    const line = cell.lines.position(Math.max(end, ...ends.map(m => m.range.end))).line;
    // A statement that shares its line (`import a; x = 1`) keeps the line whole.
    return { offset: cell.lines.lineEnd(line), before: '\n', after: '' };
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
