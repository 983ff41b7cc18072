/** What type checkers are told of the pipeline's module variables that only its steps bind. */
import { annotatedNames } from '../items/cellFacts';
import { printImportBlock, type IImportStatement } from '../print/importBlock';
import type { IItem } from '../items/items';
import type { ILayout } from '../layout';
import { importStatements } from '../print/printImports';

/** Imports that only type checkers see, and variables of any type; only names that annotated functions use. */
export interface IDeclarations {
  readonly imports: readonly IImportStatement[];
  readonly variables: readonly string[];
}

/** @param items all that stands in the pipeline's module */
export function declarations(layout: ILayout, items: readonly IItem[]): IDeclarations {
  const imports: IImportStatement[] = [];
  const variables: string[] = [];
  const own = layout.modules.find(m => m.name === 'pipeline')?.items ?? [];
  const atTop = new Set(own.flatMap(i => [...i.binds.keys()]));
  const types = typeNames(items);
  for (const name of checkedNames(items)) {
    // The pipeline may have `display` from its own helper.
    const isKnown = atTop.has(name) || layout.hoist.names.has(name) || name === 'display';
    if (!layout.shared.has(name) || isKnown) {
      continue;
    }
    const binders = items.filter(i => i.binds.has(name));
    const meanings = new Set(binders.flatMap(i => (i.binds.get(name) ?? []).map(b => b.imported)));
    if (meanings.size === 1 && binders.every(i => i.kind === 'import')) {
      imports.push(...importStatements(binders[0], new Set([name])).map(withoutComments));
    } else if (binders.length && !types.has(name)) {
      variables.push(name);
    }
  }
  return { imports, variables: variables.sort() };
}

/** The declarations as text; empty when there are none. */
export function printDeclarations({ imports, variables }: IDeclarations, any: string): string {
  const block = printImportBlock(imports).replace(/^(?=.)/gm, '    ');
  return [
    ...(imports.length
      ? [`if TYPE_CHECKING:\n    # The steps import these where the notebook does.\n${block}`]
      : []),
    ...(variables.length
      ? [`# The steps bind these.\n${variables.map(v => `${v}: ${any}`).join('\n')}`]
      : [])
  ].join('\n\n');
}

/** Names that functions with annotations use: type checkers look into no others. */
function checkedNames(items: readonly IItem[]): Set<string> {
  const typed = items.filter(
    i => i.dropped === null && i.nodes.some(n => [...n.walk()].some(c => c.kind === 'type'))
  );
  return new Set(
    typed.flatMap(i => [...i.reads.keys(), ...i.captures.keys(), ...annotatedNames(i.nodes)])
  );
}

/** Names within annotations. */
function typeNames(items: readonly IItem[]): Set<string> {
  const nodes = items.flatMap(i => i.nodes);
  const types = nodes.flatMap(n => [...n.walk()].filter(c => c.kind === 'type'));
  const words = types.flatMap(t => [...t.walk()].filter(c => c.kind === 'identifier'));
  return new Set([...words.map(n => n.text), ...annotatedNames(nodes)]);
}

const withoutComments = (statement: IImportStatement): IImportStatement => ({
  ...statement,
  above: [],
  note: null
});
