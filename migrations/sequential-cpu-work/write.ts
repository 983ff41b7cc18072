/** Writes the call of a helper that uses several processes wherever they can import the function: in the package, not in the notebook. */
import {
  cellName,
  isAloneOnItsLines,
  placeHelper,
  type IDeclined,
  type IRewrite,
  type IRewriteContext
} from '../../src/core';
import type { IMapLoop } from './loops';

export function writeParallel(
  loop: IMapLoop,
  { model, edit, decline }: IRewriteContext
): IRewrite | IDeclined {
  const { node, target, items, fixed, output, start } = loop;
  const { cell } = node;
  const from = start ?? node;
  const comment = cell.comments.find(c => c.start > from.start && c.end <= node.end);
  if (comment) {
    return decline(`The comment in line ${cell.lines.position(comment.start).line} would be lost.`);
  }
  if (output !== null && ![from, node].every(isAloneOnItsLines)) {
    return decline('Several statements share a line.');
  }
  if (
    cell.magics.some(m => m.kind !== 'cell' && m.range.start < node.end && node.start < m.range.end)
  ) {
    return decline(`A magic stands in the loop in ${cellName(model, node)}.`);
  }
  // Beside the function, so that all its callers find the same helper.
  const isAbove = model.orderOf(loop.definition) <= model.orderOf(node);
  const user = isAbove ? loop.definition : node;
  const pool = edit.addImport('concurrent.futures', 'ProcessPoolExecutor', user);
  const helper = placeHelper(edit, user, 'parallel_map', name => helperText(name, pool));
  const partial = fixed.length ? edit.addImport('functools', 'partial', user) : '';
  const bound = fixed.map(f => (f.name === null ? f.value.text : `${f.name}=${f.value.text}`));
  const called = fixed.length ? `${partial}(${[target.text, ...bound].join(', ')})` : target.text;
  const text = `${helper}(${called}, ${items.text})`;
  if (output === null) {
    edit.replace(node, text);
  } else {
    edit.replaceRange(
      cell,
      { start: from.start, end: node.end },
      start ? `${output} = ${text}` : `${output}.extend(${text})`
    );
  }
  return {
    title: 'Use several processes in the package',
    applicability: 'suggested',
    risks: [
      'In the notebook the calls still run one after another: other processes cannot import what it defines.',
      'In the package, items and results are copied between processes, which only pays for calls that take long.',
      ...(output === null ? [] : ['When a call fails, no result is kept.'])
    ]
  };
}

/** The helper; exported for the test that runs it in a module. */
export function helperText(name: string, pool: string): string {
  return `def ${name}(function, items):
    """Call a function for every item, in several processes where they can import it.

    They cannot import what a notebook defines: there the calls run one after another.
    """
    if getattr(function, "func", function).__module__ == "__main__":
        return [function(item) for item in items]
    items = list(items)
    with ${pool}() as pool:
        return list(pool.map(function, items, chunksize=len(items) // 64 + 1))`;
}
