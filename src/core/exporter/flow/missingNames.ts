/** Names that the exported code reads where nothing has bound them: the notebook lacks them, or their cell was left out. */
import { builtinNames, kernelNames } from '../../semantic/builtins';
import { allScopes, type Reference } from '../../semantic/scope';
import { annotatedNames } from '../items/cellFacts';
import type { IItem } from '../items/items';
import type { ILayout } from '../layout';

/** Names that the generated modules bring along, and those that every module has. */
const supplied = new Set(['display', 'get_ipython', '__file__', '__path__', '__annotations__']);

// `_7`, what cell 7 has shown, is a matter of its own.
const isForeign = (name: string): boolean =>
  !supplied.has(name) && !builtinNames.has(name) && !kernelNames.has(name) && !/^_\d+$/.test(name);

const kept = (layout: ILayout): IItem[] => layout.items.filter(i => i.dropped === null);

/** Names that stop the package where it reads them. Sorted; empty where `import *` or `%run` may bring any name. */
export function missingNames(layout: ILayout): string[] {
  return layout.model.hasStarImport || runsFile(layout) ? [] : unboundNames(layout);
}

/** True when `%run` brings names that only the run tells. */
function runsFile(layout: ILayout): boolean {
  return kept(layout).some(i => i.magics.some(m => m.helpers.includes('run_file')));
}

function unboundNames(layout: ILayout): string[] {
  const items = kept(layout);
  const all = new Set(items.flatMap(i => [...i.binds.keys(), ...i.lateBinds]));
  const found = new Set<string>();
  const before = new Set(items.flatMap(i => [...i.lateBinds]));
  for (const item of items) {
    for (const [name, references] of item.reads) {
      if (!before.has(name) && !bindsFirst(item, name, references) && !isHoisted(layout, name)) {
        found.add(name);
      }
    }
    for (const name of [...item.captures.keys(), ...annotatedNames(item.nodes)]) {
      if (!all.has(name)) {
        found.add(name);
      }
    }
    for (const name of item.deletes.keys()) {
      if (!before.has(name) && !item.binds.has(name)) {
        found.add(name);
      }
    }
    for (const name of item.binds.keys()) {
      before.add(name);
    }
    for (const [name, how] of item.deletes) {
      if (how === 'always') {
        before.delete(name);
      }
    }
  }
  return [...found].filter(isForeign).sort();
}

function isHoisted(layout: ILayout, name: string): boolean {
  return layout.hoist.names.has(name);
}

/** True when the item binds the name before it reads it, as a loop does with its variable. */
function bindsFirst(item: IItem, name: string, references: readonly Reference[]): boolean {
  const bound = item.binds.get(name) ?? [];
  return references.every(r => bound.some(b => b.cell === r.cell && b.effective <= r.node.start));
}

/**
 * Names that ruff would call undefined in the modules of the package: beside the missing ones those that stand in
 * annotations as text, and that an `import *` in a step brings. Sorted.
 */
export function undeclaredNames(layout: ILayout): string[] {
  const found = new Set(missingNames(layout));
  if (runsFile(layout) || layout.items.some(i => isLateStar(layout, i))) {
    unboundNames(layout).forEach(n => found.add(n));
  }
  for (const item of kept(layout)) {
    for (const name of annotatedNames(item.nodes)) {
      if (!isHoisted(layout, name) && !layout.shared.has(name)) {
        found.add(name);
      }
    }
  }
  return [...found].filter(isForeign).sort();
}

function isLateStar(layout: ILayout, item: IItem): boolean {
  return (
    layout.hoist.kinds.get(item) !== 'star' &&
    item.dropped === null &&
    item.nodes.some(n =>
      [...n.walk()].some(
        c => c.kind === 'import_from_statement' && c.childOfKind('wildcard_import')
      )
    )
  );
}

function readBeforeBound(item: IItem): string[] {
  const end = Math.max(item.end, item.start + 1);
  return [...allScopes(item.cell.module)]
    .filter(s => s.kind === 'function')
    .flatMap(scope =>
      scope.references.filter(
        r =>
          r.node.start >= item.start &&
          r.node.start < end &&
          scope.resolve(r.name) === scope &&
          (scope.bindings.get(r.name) ?? []).every(b => b.effective > r.node.start)
      )
    )
    .map(r => r.name);
}

/**
 * True when a name is read or deleted above what binds it. No declaration makes that right for ruff: its rules on undefined names are
 * left to the note then.
 */
export function readsTooEarly(layout: ILayout): boolean {
  const items = kept(layout);
  const bound = new Set(items.flatMap(i => [...i.binds.keys(), ...i.lateBinds]));
  const unbound = new Set(unboundNames(layout));
  return (
    [...unbound].some(n => bound.has(n)) ||
    items.some(i => [...i.deletes.keys()].some(n => unbound.has(n))) ||
    items.some(i => readBeforeBound(i).some(isForeign)) ||
    items.some(i => [...i.captures.keys()].some(n => capturedEarly(layout, items, i, n)))
  );
}

/** True for a function that reads a variable which a later item binds or deletes: it may be called in between. */
function capturedEarly(
  layout: ILayout,
  items: readonly IItem[],
  item: IItem,
  name: string
): boolean {
  const binders = items.filter(i => i.binds.has(name));
  return (
    !isHoisted(layout, name) &&
    !layout.shared.has(name) &&
    binders.length > 0 &&
    (binders.every(i => i.index > item.index) || items.some(i => i.deletes.has(name)))
  );
}

/** What a person should know of the missing names; null when there are none. */
export function missingNote(layout: ILayout): string | null {
  const names = missingNames(layout);
  const shown = names.slice(0, 8).map(n => `\`${n}\``);
  const list = `${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
  return names.length
    ? `${list} ${names.length === 1 ? 'is read before an exported cell defines it' : 'are read before an exported cell defines them'}: ` +
        'the package stops there. Define what is missing in the notebook, or remove the code, and export again.'
    : null;
}
