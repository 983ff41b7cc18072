/**
 * For how long a function, lambda or generator that reads notebook names may still run. The answer is the index of the last item
 * that may run it, `Infinity` when it escapes. Too late is safe, too early is not.
 */
import type { SemanticModel } from '../../semantic/model';
import type { SyntaxNode } from '../../syntax/node';
import type { IItem } from '../items/items';

export interface IClosure {
  readonly item: IItem;
  readonly names: ReadonlySet<string>;
  readonly liveEnd: number;
}

/** Calls that run a function they are given before they return, and do not keep it. */
const callers = new Set([
  'apply',
  'applymap',
  'agg',
  'aggregate',
  'transform',
  'assign',
  'pipe',
  'sort',
  'sort_values',
  'sort_index',
  'sorted',
  'min',
  'max',
  'reduce',
  'nlargest',
  'nsmallest'
]);

/** Calls that use a generator up before they return. */
const consumers = new Set([
  'list',
  'tuple',
  'set',
  'dict',
  'frozenset',
  'sum',
  'any',
  'all',
  'min',
  'max',
  'sorted',
  'join',
  'Counter',
  'fromiter',
  'mean',
  'median',
  'fmean',
  'prod',
  'fsum',
  'extend',
  'update',
  'deque',
  'reduce',
  'nlargest',
  'nsmallest'
]);

export class Closures {
  constructor(
    private readonly _model: SemanticModel,
    items: readonly IItem[]
  ) {
    for (const item of items) {
      for (const node of item.nodes) {
        this._collect(item, node);
      }
      for (const [name] of item.binds) {
        const list = this._binders.get(name);
        if (list) {
          list.push(item);
        } else {
          this._binders.set(name, [item]);
        }
      }
      for (const map of [item.reads, item.captures]) {
        for (const [name, references] of map) {
          const list = this._readers.get(name) ?? [];
          list.push(...references.map(r => ({ item, node: r.node, late: map === item.captures })));
          this._readers.set(name, list);
        }
      }
    }
  }

  /** All closures of an item with the notebook names that they read or write. */
  of(item: IItem): readonly IClosure[] {
    return (this._byItem.get(item) ?? []).map(c => ({
      item,
      names: c.names,
      liveEnd: this._liveEnd(c)
    }));
  }

  private _collect(item: IItem, root: SyntaxNode): void {
    const visit = (node: SyntaxNode): void => {
      if (
        ['function_definition', 'lambda', 'class_definition', 'generator_expression'].includes(
          node.kind
        )
      ) {
        const names = this._namesIn(item, node);
        const list = this._byItem.get(item) ?? [];
        const entry: IEntry = { item, node, names, liveEnd: undefined };
        list.push(entry);
        this._byItem.set(item, list);
        this._byNode.set(node, entry);
        return;
      }
      node.children.forEach(visit);
    };
    visit(root);
  }

  private _namesIn(item: IItem, node: SyntaxNode): Set<string> {
    const names = new Set<string>(
      node.kind === 'lambda' || node.kind === 'generator_expression' ? [] : item.lateBinds
    );
    for (const [name, references] of item.captures) {
      if (references.some(r => r.node.start >= node.start && r.node.end <= node.end)) {
        names.add(name);
      }
    }
    return names;
  }

  private _liveEnd(entry: IEntry): number {
    if (entry.liveEnd === undefined) {
      // A cycle (two functions that call each other) adds nothing of its own.
      entry.liveEnd = entry.item.index;
      entry.liveEnd = this._computeLiveEnd(entry);
    }
    return entry.liveEnd;
  }

  private _computeLiveEnd({ item, node }: IEntry): number {
    switch (node.kind) {
      case 'class_definition':
        return Infinity;
      case 'function_definition': {
        const name = node.child('name')?.text;
        const topLevel = item.nodes.includes(node);
        return topLevel && name && !keepsInner(this._model, node)
          ? this._uses(name, item)
          : Infinity;
      }
      case 'generator_expression':
      case 'lambda': {
        if (isConsumed(this._model, node) && !keepsInner(this._model, node)) {
          return item.index;
        }
        const assignment =
          node.parent?.kind === 'assignment' && node.parent.child('right') === node
            ? node.parent
            : null;
        const target = assignment?.child('left');
        return node.kind === 'lambda' &&
          target?.kind === 'identifier' &&
          !keepsInner(this._model, node)
          ? this._uses(target.text, item)
          : Infinity;
      }
      default:
        return Infinity;
    }
  }

  /** The last item that calls what the name holds; `Infinity` when the name is used in any other way than to call it. */
  private _uses(name: string, from: IItem): number {
    let end = from.index;
    for (const use of this._readers.get(name) ?? []) {
      if (use.item.index < from.index && !use.late) {
        continue;
      }
      const parent = use.node.parent;
      const called =
        (parent?.kind === 'call' && parent.child('function') === use.node) ||
        isConsumed(this._model, use.node);
      if (!called) {
        return Infinity;
      }
      if (!use.late) {
        end = Math.max(end, use.item.index);
        continue;
      }
      const holder = this._closureAround(use.node);
      end = Math.max(end, holder ? this._liveEnd(holder) : Infinity);
    }
    return end;
  }

  private _closureAround(node: SyntaxNode): IEntry | null {
    let found: IEntry | null = null;
    for (let n: SyntaxNode | null = node; n; n = n.parent) {
      found = this._byNode.get(n) ?? found;
    }
    return found;
  }

  private readonly _byItem = new Map<IItem, IEntry[]>();
  private readonly _byNode = new Map<SyntaxNode, IEntry>();
  private readonly _binders = new Map<string, IItem[]>();
  private readonly _readers = new Map<string, { item: IItem; node: SyntaxNode; late: boolean }[]>();
}

interface IEntry {
  readonly item: IItem;
  readonly node: SyntaxNode;
  readonly names: ReadonlySet<string>;
  liveEnd: number | undefined;
}

/** True when running the code may leave behind code that runs later: inner functions, generators, coroutines. */
function keepsInner(model: SemanticModel, node: SyntaxNode): boolean {
  if (node.children.some(c => c.kind === 'async')) {
    return true;
  }
  return [...node.walk()].some(
    n =>
      n !== node &&
      (n.kind === 'function_definition' ||
        n.kind === 'class_definition' ||
        n.kind === 'yield' ||
        ((n.kind === 'lambda' || n.kind === 'generator_expression') && !isConsumed(model, n)))
  );
}

/** True when the node is an argument of a library call that uses it up at once. */
function isConsumed(model: SemanticModel, node: SyntaxNode): boolean {
  const generator = node.kind === 'generator_expression';
  const holder = node.parent?.kind === 'keyword_argument' ? node.parent.parent : node.parent;
  const call =
    holder?.kind === 'argument_list'
      ? holder.parent
      : generator && holder?.kind === 'call'
        ? holder
        : null;
  const target = call?.kind === 'call' ? call.child('function') : null;
  if (!call || !target || target === node) {
    return false;
  }
  const name = target.kind === 'attribute' ? target.child('attribute')?.text : target.text;
  if (name === undefined || !(generator ? consumers : callers).has(name) || model.callee(call)) {
    return false;
  }
  return target.kind === 'attribute' || model.qualifiedName(target) !== null;
}
