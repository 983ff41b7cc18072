/** How the notebook itself writes a type where a function is defined, or that it cannot. */
import { ownerClass, type ICellModel, type SemanticModel, type SyntaxNode } from '../../src/core';
import type { TypeText } from './types';

const builtins = new Set('int float str bool bytes list dict set frozenset tuple range'.split(' '));

/**
 * The text of an annotation. It is evaluated together with the `def`, so every name in it must be bound above for certain.
 *
 * @returns null when a name is missing or means something else there. `Iterator` stays as it is: an import has to be added for it.
 */
export function spell(model: SemanticModel, type: TypeText, definition: SyntaxNode): string | null {
  const owner = ownerClass(definition);
  const local = owner ? model.scopeOf(owner)?.bindings : undefined;
  let isWritable = true;
  const text = type.replace(/@?[\w.]+/g, word => {
    const written = word === 'None' || word === iterator ? word : wordFor(model, word, definition);
    isWritable &&= written !== null && !local?.has(written.split('.')[0]);
    return written ?? word;
  });
  return isWritable ? text : null;
}

/** The one name that may have to be imported first. */
export const iterator = 'collections.abc.Iterator';

function wordFor(model: SemanticModel, word: string, definition: SyntaxNode): string | null {
  if (builtins.has(word)) {
    return model.isBuiltin(word) ? word : null;
  }
  if (!word.startsWith('@')) {
    return importedAs(model, word, definition);
  }
  const name = word.slice(1);
  const bindings = model.moduleBindings(name);
  const statement = bindings.length === 1 ? bindings[0].statement : null;
  return statement && isTopLevel(statement) && isAbove(model, statement, definition) ? name : null;
}

/** Packages that bring these of their modules along when they are imported. */
const brought = /^torch\.(nn|optim)$/;

function importedAs(model: SemanticModel, type: string, definition: SyntaxNode): string | null {
  const module = type.slice(0, type.lastIndexOf('.'));
  const name = type.slice(module.length + 1);
  const ways: readonly (readonly [string, string])[] = [
    [type, ''],
    [module, `.${name}`],
    ...(brought.test(module) ? [['torch', type.slice('torch'.length)] as const] : [])
  ];
  for (const [imported, rest] of ways) {
    for (const bound of model.memo(namesImporting, imported)) {
      const place = model.memo(importedIn, bound);
      const order = model.orderOf(definition);
      const isHere = place === order && isImportedAbove(model, bound, definition);
      if (place !== null && (place < order || isHere)) {
        return `${bound}${rest}`;
      }
    }
  }
  return null;
}

/** The number of the cell whose top level binds a name first: where in it matters to the functions of that cell only. */
function importedIn(model: SemanticModel, name: string): number | null {
  const [{ statement }] = model.moduleBindings(name);
  return statement && isTopLevel(statement) ? model.orderOf(statement) : null;
}

function isImportedAbove(model: SemanticModel, name: string, definition: SyntaxNode): boolean {
  const [{ statement }] = model.moduleBindings(name);
  return statement !== null && isAbove(model, statement, definition);
}

/** The names that mean an import wherever they are bound. */
function namesImporting(model: SemanticModel, imported: string): readonly string[] {
  return [...(model.memo(namesByImport).get(imported) ?? [])].filter(name =>
    model.moduleBindings(name).every(b => b.imported === imported)
  );
}

function namesByImport(model: SemanticModel): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const { imported, name } of model.collect(importsIn)) {
    all.set(imported, (all.get(imported) ?? new Set()).add(name));
  }
  return all;
}

function importsIn(
  _model: SemanticModel,
  { module }: ICellModel
): readonly { readonly imported: string; readonly name: string }[] {
  return [...module.bindings].flatMap(([name, [{ imported }]]) =>
    imported === null ? [] : [{ imported, name }]
  );
}

function isTopLevel(statement: SyntaxNode): boolean {
  const outer = statement.parent;
  return outer?.kind === 'module' || outer?.parent?.kind === 'module';
}

function isAbove(model: SemanticModel, statement: SyntaxNode, definition: SyntaxNode): boolean {
  const order = model.orderOf(statement) - model.orderOf(definition);
  return order < 0 || (order === 0 && statement.end <= definition.start);
}
