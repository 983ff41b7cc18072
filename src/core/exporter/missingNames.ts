/** Names that the exported code reads and that nothing in the package binds: the notebook lacks them, or their cell was left out. */
import { builtinNames, kernelNames } from '../semantic/builtins';
import { annotatedNames } from './cellFacts';
import type { ILayout } from './layout';

/** Names that the generated modules bring along, and those that every module has. */
const supplied = new Set(['display', 'get_ipython', '__file__', '__path__', '__annotations__']);

/** Sorted. Empty where `import *` may bring any name. */
export function missingNames(layout: ILayout): string[] {
  if (layout.model.hasStarImport) {
    return [];
  }
  const kept = layout.items.filter(i => i.dropped === null);
  const bound = new Set(kept.flatMap(i => [...i.binds.keys(), ...i.lateBinds]));
  const read = new Set(
    kept.flatMap(i => [
      ...i.reads.keys(),
      ...i.captures.keys(),
      ...i.deletes.keys(),
      ...annotatedNames(i.nodes)
    ])
  );
  // `_7`, what cell 7 has shown, is a matter of its own.
  return [...read]
    .filter(n => !/^_\d+$/.test(n))
    .filter(n => !bound.has(n) && !supplied.has(n) && !builtinNames.has(n) && !kernelNames.has(n))
    .sort();
}

/** What a person should know of them; null when there are none. */
export function missingNote(layout: ILayout): string | null {
  const names = missingNames(layout);
  const shown = names.slice(0, 8).map(n => `\`${n}\``);
  const list = `${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
  return names.length
    ? `${list} ${names.length === 1 ? 'is' : 'are'} read, and no exported cell defines ${names.length === 1 ? 'it' : 'them'}: ` +
        'the package stops there. Define what is missing in the notebook, or remove the code, and export again.'
    : null;
}
