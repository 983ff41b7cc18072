import { testParser } from '../../testing/parser';
import { positionalArguments } from './guards';
import type { SyntaxNode } from './node';

const print = (n: SyntaxNode): string =>
  n.namedChildren.length ? `${n.kind}(${n.namedChildren.map(print).join(' ')})` : n.text;

describe('unpacked calls', () => {
  it.each([
    ['print(a, *f(1))', 'call(print argument_list(a list_splat(call(f argument_list(1)))))'],
    ['print(*f(1))', 'call(print argument_list(list_splat(call(f argument_list(1)))))'],
    ['[1, *f(), *g()]', 'list(1 list_splat(call(f ())) list_splat(call(g ())))'],
    ['y = x, *f()', 'assignment(y expression_list(x list_splat(call(f ()))))']
  ])('%s', async (source, expected) => {
    const cell = (await testParser()).parseCell(source);
    expect(print(cell.root!.namedChildren[0].namedChildren[0])).toBe(expected);
    for (const node of cell.root!.walk()) {
      expect(
        node.children.every(c => c.parent === node && c.start >= node.start && c.end <= node.end)
      ).toBe(true);
    }
  });

  it('counts as one argument', async () => {
    const cell = (await testParser()).parseCell('print(a, *f(1))');
    expect(positionalArguments(cell.nodes('call')[0]).map(a => a.text)).toEqual(['a', '*f(1)']);
  });
});
