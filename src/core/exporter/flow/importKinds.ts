/** Import statements of a notebook: which can stand at the top of a module, and what keeps later ones in their place. */
import type { SyntaxNode } from '../../syntax/node';
import type { IItem } from '../items/items';

/** `import`/`from` at the top level, or a `try` that only chooses between imports; `star`; null for anything else. */
export function importKind(item: IItem): 'import' | 'star' | null {
  const node = item.nodes[0];
  if (!node || item.nodes.length !== 1 || item.header !== null || item.magics.length) {
    return null;
  }
  if (item.kind === 'import') {
    if (importedNames(item).some(n => /^google\.colab\b/.test(n))) {
      // It exists on Colab only, and a module must be importable everywhere.
      return null;
    }
    return node.childOfKind('wildcard_import') ? 'star' : 'import';
  }
  if (
    node.kind !== 'try_statement' ||
    (item.reads.size > 0 && [...item.reads.keys()].some(n => !/Error$|^Exception$/.test(n)))
  ) {
    return null;
  }
  const simple = (block: SyntaxNode | null): boolean =>
    (block?.namedChildren ?? []).every(
      s =>
        ((s.kind === 'import_statement' || s.kind === 'import_from_statement') &&
          !s.childOfKind('wildcard_import')) ||
        s.kind === 'pass_statement' ||
        (s.kind === 'expression_statement' &&
          s.namedChildren[0]?.kind === 'assignment' &&
          s.namedChildren[0].child('left')?.kind === 'identifier' &&
          ['true', 'false', 'none'].includes(s.namedChildren[0].child('right')?.kind ?? ''))
    );
  const blocks = [
    node.child('body'),
    ...node.children
      .filter(c => ['except_clause', 'else_clause', 'finally_clause'].includes(c.kind))
      .map(c => c.childOfKind('block') ?? c.child('body'))
  ];
  const imports = [...node.walk()].some(
    n => n.kind === 'import_statement' || n.kind === 'import_from_statement'
  );
  const complete =
    item.binds.size === [...item.binds.keys()].filter(n => item.definite.has(n)).length;
  return imports && blocks.every(simple) && complete ? 'import' : null;
}

/** Dotted names of everything that an item imports: `from a.b import c` gives `a.b.c`. */
export function importedNames(item: IItem): string[] {
  const nameOf = (n: SyntaxNode): string =>
    (n.kind === 'aliased_import' ? (n.child('name')?.text ?? '') : n.text).replace(/\s+/g, '');
  return item.nodes
    .flatMap(n => [...n.walk()])
    .flatMap(node => {
      const names = node.childrenOf('name').map(nameOf);
      const module = (node.child('module_name')?.text ?? '').replace(/\s+/g, '');
      return node.kind === 'import_statement'
        ? names
        : node.kind === 'import_from_statement' && !module.startsWith('.')
          ? names.length
            ? names.map(n => `${module}.${n}`)
            : [module]
          : [];
    });
}

export function importedModules(item: IItem): string[] {
  const found = new Set<string>();
  for (const node of item.nodes.flatMap(n => [...n.walk()])) {
    if (node.kind === 'import_statement') {
      for (const name of node.childrenOf('name')) {
        found.add(
          (name.kind === 'aliased_import' ? (name.child('name')?.text ?? '') : name.text)
            .split('.')[0]
            .trim()
        );
      }
    } else if (node.kind === 'import_from_statement') {
      const module = node.child('module_name')?.text ?? '';
      found.add(module.startsWith('.') ? '.' : module.split('.')[0].trim());
    }
  }
  return [...found];
}

/** All bindings import the same thing under the name. */
export function sameMeaning(name: string, items: readonly IItem[]): boolean {
  const plain = items.filter(i => i.kind === 'import');
  if (items.length > 1 && plain.length !== items.length) {
    return false;
  }
  if (items.length === 1) {
    // One statement can bind a name twice: `from a import x, y as x`.
    return (
      items[0].kind !== 'import' ||
      new Set((items[0].binds.get(name) ?? []).map(b => b.imported)).size === 1
    );
  }
  const meanings = new Set(items.flatMap(i => (i.binds.get(name) ?? []).map(b => b.imported)));
  return meanings.size === 1;
}

const environmentWrites =
  /os\s*\.\s*(?:environ\s*(?:\[|\.\s*(?:update|setdefault|pop))|putenv|chdir)|load_dotenv|matplotlib\s*\.\s*use\s*\(|mpl\s*\.\s*use\s*\(/;
const pathWrites =
  /sys\s*\.\s*(?:path|modules)\b|importlib|__import__|subprocess|os\s*\.\s*(?:system|chdir)|urlretrieve|site\s*\.\s*addsitedir/;

/** Whether imports below may depend on what the item does. */
export function barrierOf(item: IItem): 'none' | 'path' | 'all' {
  if (item.dropped === null && item.magics.some(m => m.isBarrier && m.dropped === null)) {
    return item.magics.some(m => m.magic.name === 'env' || m.magic.name === 'set_env')
      ? 'all'
      : 'path';
  }
  if (
    item.kind === 'comment' ||
    item.kind === 'definition' ||
    item.kind === 'import' ||
    !item.nodes.length
  ) {
    return 'none';
  }
  const text = item.nodes.map(n => n.text).join('\n');
  const write = environmentWrites.exec(text);
  if (
    write &&
    /environ\s*(?:\[[^\]]*\]\s*=[^=]|\.)|putenv|load_dotenv|use\s*\(/.test(text) &&
    !/KEY|TOKEN|SECRET|PASSWORD/i.test(text)
  ) {
    return 'all';
  }
  return pathWrites.test(text) ? 'path' : 'none';
}
