/** Names that are read before any cell above binds them, or that no cell binds at all. */
import {
  allScopes,
  builtinNames,
  kernelNames,
  type CellSyntax,
  type ICellModel,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { hasUnseenNames, hostNames } from './unseen';

export interface IUnbound {
  readonly use: SyntaxNode;
  readonly name: string;
  /** Where the name is bound for the first time, below the use; null when nothing binds it. */
  readonly bound: SyntaxNode | null;
}

/** The first use of each such name, in document order. */
export function unboundNames(model: SemanticModel): IUnbound[] {
  const found = new Map<string, IUnbound>();
  for (const unbound of model.collect(unboundIn)) {
    if (!found.has(unbound.name)) {
      found.set(unbound.name, unbound);
    }
  }
  return found.size && !hasUnseenNames(model) ? [...found.values()] : [];
}

/** The first such use of each name in one cell, in source order. */
function unboundIn(model: SemanticModel, { module, syntax }: ICellModel): IUnbound[] {
  const found = new Map<string, IUnbound>();
  for (const scope of allScopes(module)) {
    for (const r of scope.references) {
      if (isPredefined(r.name) || scope.resolve(r.name)?.kind !== 'module') {
        continue;
      }
      const bound = bindingBelow(model, r);
      if (bound !== undefined && !isExpected(model, r)) {
        const known = found.get(r.name);
        if (!known || known.use.start > r.node.start) {
          found.set(r.name, { use: r.node, name: r.name, bound });
        }
      }
    }
  }
  return found.size && !isDeliberate(model, syntax)
    ? [...found.values()]
        .filter(u => !model.memo(isLeftOpen, u.name))
        .sort((x, y) => x.use.start - y.use.start)
    : [];
}

/** Where the name is first bound, below the read; null where no cell binds it; undefined where all is well. */
function bindingBelow(model: SemanticModel, r: Reference): SyntaxNode | null | undefined {
  const earliest = model.memo(firstCell, r.name);
  if (earliest === null) {
    return null;
  }
  const order = model.orderOf(r.node);
  if (r.isLate || earliest < order) {
    return undefined;
  }
  let first: SyntaxNode | undefined;
  for (const b of model.moduleBindings(r.name)) {
    const isHere = b.cell === r.cell;
    const isAbove = isHere && b.effective <= r.node.start;
    // A magic or a function that binds the name may have run before; what a loop binds, its next round reads.
    if (isAbove || b.isLate || !b.node || (isHere && sharesLoop(r.node, b.node))) {
      return undefined;
    }
    if (b.kind !== 'annotation' && b.kind !== 'delete') {
      first ??= b.node;
    }
  }
  return first;
}

/** The number of the first cell that binds a name: what stands there, and further down, is of no interest to most reads. */
function firstCell(model: SemanticModel, name: string): number | null {
  const [first] = model.moduleBindings(name);
  return first ? model.orderOf(first.cell) : null;
}

function isPredefined(name: string): boolean {
  return (
    builtinNames.has(name) ||
    kernelNames.has(name) ||
    hostNames.has(name) ||
    /^_+(\d+|i\d*|oh|dh|ih)?$/.test(name)
  );
}

function sharesLoop(a: SyntaxNode, b: SyntaxNode): boolean {
  for (let n = a.ancestor('for_statement', 'while_statement'); n; n = n.parent) {
    if (/^(for|while)_statement$/.test(n.kind) && b.isInside(n)) {
      return true;
    }
  }
  return false;
}

/** True where the read need not run, or where a cell that was not checked may bind the name. */
function isExpected(model: SemanticModel, r: Reference): boolean {
  return (
    model.blindMention(r.name) !== null ||
    isGuarded(r.node) ||
    isUnevaluated(r) ||
    isInMagic(r.node)
  );
}

/** In a `try`, in `with pytest.raises(…)`, or below a condition that asks which names there are. */
function isGuarded(node: SyntaxNode): boolean {
  for (let below = node, n = node.parent; n; below = n, n = n.parent) {
    if (n.kind === 'try_statement' && below.field === 'body') {
      return true;
    }
    if (n.kind === 'with_statement' && /raises|suppress/i.test(n.text.split('\n')[0])) {
      return true;
    }
    const condition = n.kind === 'if_statement' ? n.child('condition') : null;
    if (
      condition &&
      (/^(False|0)$/.test(condition.text) ||
        /\b(globals|locals|dir|vars|version|version_info|TYPE_CHECKING|get_ipython|PY2|PY3)\b/.test(
          condition.text
        ))
    ) {
      return true;
    }
  }
  return false;
}

/** `del x`, and annotations: Python 3.14 evaluates them only when they are asked for. */
function isUnevaluated({ node }: Reference): boolean {
  return node.parent?.kind === 'delete_statement' || node.ancestor('type') !== null;
}

/** The braces of a shell line are often the shell's own. */
function isInMagic({ cell, start, end }: SyntaxNode): boolean {
  return cell.magics.some(
    m =>
      m.range.start <= start &&
      end <= m.range.end &&
      !/^(time|timeit|prun|memit|lprun)$/.test(m.name)
  );
}

/** The notebook speaks of the error, shows it, or says that something is to be filled in. */
function isDeliberate(model: SemanticModel, syntax: CellSyntax): boolean {
  const cell = model.cellOf(syntax);
  const tags: unknown = cell.metadata.tags;
  if (Array.isArray(tags) && tags.includes('raises-exception')) {
    return true;
  }
  if (cell.outputs.some(o => o.output_type === 'error')) {
    return true;
  }
  const spoken =
    /NameError|not defined|undefined|your (code|turn)|code here|fill in|TODO|implement[!.:]|placeholder|pseudo/i;
  return (
    model.cellsBeside(cell.id).some(c => c.kind === 'markdown' && spoken.test(c.source)) ||
    spoken.test(cell.source) ||
    /\.\.\.[ \t]*$/m.test(cell.source)
  );
}

/** `# labels =`: a line that somebody is to complete or to switch on. */
function isLeftOpen(model: SemanticModel, name: string): boolean {
  const line = new RegExp(
    `^[ \\t]*#[ \\t]*([\\w, ]+,[ \\t]*)?${name}[ \\t]*(,[\\w, ]+)?=(?!=)`,
    'm'
  );
  return model.collect(openLinesIn).some(text => text.includes(name) && line.test(text));
}

/** Comments that hold what may be the left side of an assignment. */
function openLinesIn(_model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  return syntax.source.match(/^[ \t]*#[^=\n]*=(?!=)/gm) ?? [];
}
