import { Language, Parser, type Node } from 'web-tree-sitter';

import { loadParserAssets } from '../../host/assets.node';
import { CellSyntax } from './cellSyntax';
import type { SyntaxNode } from './node';
import { startTreeSitter, TreeReader } from './treeReader';

const sources: readonly string[] = [
  '',
  'x = 1\n',
  'def f(a, *b: int, c=(1, 2), **d) -> None:\n    """Döc 🙂."""\n    return {**d, "k": [*b]}\n',
  'class A(B, metaclass=M):\n\t@property\n\tdef x(self):\n\t\tyield self.y[1:2, ...]  # why\n',
  'async def g():\n    async with a as b, c:\n        await b\n    return f"{x!r:>{w}} {y}" "z"\n',
  'try:\n    pass\nexcept* (A, B) as e:\n    raise E from e\nelse:\n    del x, y\nfinally:\n    ...\n',
  'match p:\n    case [1, *r] | {"a": A(b=c)} if r:\n        pass\n',
  'lambda x, /, y: (x if y else not x)\nprint(*a, **b)\n',
  // With errors and with something that is missing.
  'x = = 1\n',
  'f(1, 2\ny = 3\n',
  'é = "🙂" +\n',
  'if x\n    pass\n'
];

let parser: Parser;
let reader: TreeReader;

beforeAll(async () => {
  const assets = loadParserAssets(null);
  await startTreeSitter(assets.runtime);
  const language = await Language.load(assets.grammar);
  parser = new Parser();
  parser.setLanguage(language);
  reader = new TreeReader(language);
});

/** A node and all below it, as the documented interface tells them. */
function told(node: Node, field: string | null, shift: number): unknown {
  return {
    kind: node.type,
    named: node.isNamed,
    start: node.startIndex + shift,
    end: node.endIndex + shift,
    field,
    children: node.children.map((child, i) => told(child, node.fieldNameForChild(i), shift))
  };
}

function read(node: SyntaxNode): unknown {
  const { kind, named, start, end, field, children } = node;
  expect(children.every(child => child.parent === node)).toBe(true);
  return { kind, named, start, end, field, children: children.map(read) };
}

function firstError(node: Node): number | null {
  if (node.isError || node.isMissing) {
    return node.startIndex;
  }
  return node.children.map(firstError).find(found => found !== null) ?? null;
}

describe('TreeReader', () => {
  it.each(sources)('reads what the cursor of web-tree-sitter tells: %j', source => {
    const tree = parser.parse(source);
    if (!tree) {
      throw new Error('no tree');
    }
    const cell = new CellSyntax(source, source, 'python', []);
    const { root, error } = reader.read(tree, cell, 3);
    expect(read(root)).toEqual(told(tree.rootNode, null, 3));
    expect(error).toBe(firstError(tree.rootNode));
    expect(error !== null).toBe(tree.rootNode.hasError);
    const all = [...root.walk()].filter(n => n.named);
    expect(cell.byKind.size).toBe(new Set(all.map(n => n.kind)).size);
    for (const [kind, nodes] of cell.byKind) {
      expect(nodes).toEqual(all.filter(n => n.kind === kind));
    }
    tree.delete();
  });
});
