/** The imports of one module: the notebook's own statements, cut to the names that the module uses. */
import type { SyntaxNode } from '../../syntax/node';
import { standardLibrary } from '../dependencies/distributions';
import { importedModules } from '../flow/importKinds';
import { printImportBlock, type IImportedName, type IImportStatement } from './importBlock';
import type { IItem } from '../items/items';
import type { ILayout } from '../layout';
import { renderItem, displayIsHelper } from './render';

/** Names that the items read, at once or later. */
export function usedNames(items: readonly IItem[]): Set<string> {
  const used = new Set<string>();
  for (const item of items) {
    for (const names of [item.reads.keys(), item.captures.keys(), item.mentions, item.classReads]) {
      for (const name of names) {
        used.add(name);
      }
    }
  }
  return used;
}

/**
 * The whole block of imports of a module.
 *
 * @param added imports that the generated code needs
 * @param keepUnused names that no module uses are imported here, since importing may do something
 */
export function importBlock(
  layout: ILayout,
  used: ReadonlySet<string>,
  added: readonly IImportStatement[],
  keepUnused: boolean
): string {
  const own: IImportStatement[] = [];
  const choices: string[] = [];
  const everywhere = keepUnused
    ? usedNames(layout.items.filter(i => layout.hoist.kinds.get(i) !== 'import'))
    : used;
  const stars: string[] = [];
  for (const [item, kind] of layout.hoist.kinds) {
    if (kind === 'star') {
      stars.push(renderItem(layout, item, 0));
    } else if (kind === 'future') {
      own.push(...importStatements(item, null));
    }
    if (kind !== 'import') {
      continue;
    }
    const names = [...item.binds.keys()].filter(n => !isDisplay(layout, n));
    const wanted = names.filter(n => used.has(n));
    // What code in texts and namespaces asks for is not known without running it.
    const idle = keepUnused ? names.filter(n => !(layout.isExact ? used : everywhere).has(n)) : [];
    if (item.nodes[0].kind === 'try_statement') {
      if (wanted.length || (keepUnused && idle.length === names.length)) {
        choices.push(renderItem(layout, item, 0));
      }
      continue;
    }
    const extra = idle.filter(
      () => layout.isExact || importedModules(item).some(m => !standardLibrary.has(m))
    );
    const found = importStatements(item, new Set([...wanted, ...extra])).map(statement =>
      // What the notebook says above its imports is said once, where all of them are.
      keepUnused ? statement : { ...statement, above: [] }
    );
    if (found.length && stars.length) {
      // What a star brings depends on what stands above and below it.
      stars.push(printImportBlock(found));
    } else {
      own.push(...found);
    }
  }
  const block = stars.length
    ? [printImportBlock(own), stars.join('\n'), printImportBlock(added)]
    : [printImportBlock([...own, ...added])];
  return [...block, ...new Set(choices)].filter(t => t !== '').join('\n\n');
}

function isDisplay(layout: ILayout, name: string): boolean {
  return name === 'display' && displayIsHelper(layout);
}

/** The statements that import the names in `keep` (all, when it is null). */
export function importStatements(
  item: IItem,
  keep: ReadonlySet<string> | null
): IImportStatement[] {
  const node = item.nodes[0];
  const { source } = item.cell.syntax;
  const kept = node.childrenOf('name').filter(n => keep === null || keep.has(boundName(node, n)));
  if (!kept.length) {
    return [];
  }
  const comments = [...node.walk()].filter(n => n.kind === 'comment').map(n => n.text);
  const above = [
    ...source
      .slice(item.start, item.codeStart)
      .split('\n')
      .map(l => l.trim())
      .filter(l => l.startsWith('#')),
    ...comments
  ];
  const rest = source.slice(node.end, item.end).trim();
  const note = rest.startsWith('#') ? rest : null;
  const parts = kept.map((n): IImportedName => {
    const name = n.kind === 'aliased_import' ? (n.child('name')?.text ?? '') : n.text;
    const alias = n.kind === 'aliased_import' ? (n.child('alias')?.text ?? null) : null;
    return { name: name.replace(/\s+/g, ''), alias };
  });
  if (node.kind === 'import_statement') {
    return parts.map((p, i) => ({
      module: p.name,
      alias: p.alias,
      names: null,
      above: i === 0 ? above : [],
      note
    }));
  }
  const module =
    node.kind === 'future_import_statement'
      ? '__future__'
      : (node.child('module_name')?.text ?? '.').replace(/\s+/g, '');
  return [{ module, names: parts, above, note }];
}

function boundName(statement: SyntaxNode, item: SyntaxNode): string {
  const name = item.kind === 'aliased_import' ? (item.child('alias')?.text ?? '') : item.text;
  return statement.kind === 'import_statement' && item.kind !== 'aliased_import'
    ? name.split('.')[0].trim()
    : name;
}
