/** Follows a handle through the code that uses it: does it stay where it is, or does somebody keep it? */
import {
  cellName,
  keywordArgument,
  shortText,
  type Binding,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import {
  eagerFunctions,
  eagerMethods,
  lazyFunctions,
  lazyMethods,
  resources,
  type IResource
} from './resources';

export type Use =
  /** Over when the expression is. */
  | { readonly kind: 'used' }
  /** The call that ends the resource. */
  | { readonly kind: 'ended'; readonly call: SyntaxNode }
  /** Handed over or already managed: nothing to say. */
  | { readonly kind: 'managed' }
  /** A name now holds something that goes on using the handle. */
  | { readonly kind: 'derived'; readonly binding: Binding }
  | { readonly kind: 'kept'; readonly reason: string };

const comprehensions = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension'
]);

/** The resource that a call opens, or null. */
export function resourceOf(model: SemanticModel, call: SyntaxNode): IResource | null {
  const target = call.child('function');
  const name =
    model.qualifiedName(target) ??
    (target?.kind === 'attribute' ? model.typeOf(call)?.name : undefined);
  return name && Object.hasOwn(resources, name) ? resources[name] : null;
}

/** What happens to the handle that an expression gives. */
export function useOf(model: SemanticModel, handle: SyntaxNode, resource: IResource): Use {
  let n = handle;
  for (;;) {
    const parent: SyntaxNode | null = n.parent;
    if (!parent) {
      return { kind: 'kept', reason: 'its use is not clear' };
    }
    switch (parent.kind) {
      case 'parenthesized_expression':
        n = parent;
        continue;
      case 'attribute': {
        const call: SyntaxNode | null = parent.parent;
        const method = parent.child('attribute')?.text ?? '';
        if (call?.kind !== 'call' || call.child('function') !== parent) {
          return parent.field === 'left'
            ? { kind: 'used' }
            : isPlainAttribute(parent)
              ? { kind: 'used' }
              : {
                  kind: 'kept',
                  reason: `\`${shortText(parent)}\` is kept in ${cellName(model, parent)}`
                };
        }
        if (n === handle && resource.ends.includes(method)) {
          return { kind: 'ended', call };
        }
        if (lazyMethods.has(method) || streams(call)) {
          n = call;
          continue;
        }
        return { kind: 'used' };
      }
      case 'keyword_argument':
      case 'argument_list': {
        const call: SyntaxNode | null =
          parent.kind === 'argument_list' ? parent.parent : (parent.parent?.parent ?? null);
        const target = call?.child('function') ?? null;
        const name = model.qualifiedName(target);
        if (call && name && lazyFunctions.has(name)) {
          n = call;
          continue;
        }
        if (
          call &&
          name &&
          eagerFunctions.has(name) &&
          !readsInPieces(call) &&
          !(name === 'builtins.print' && parent.kind === 'argument_list')
        ) {
          return { kind: 'used' };
        }
        if (
          /(^|\.)(enter_context|enter_async_context|enterContext|closing|push|callback|addCleanup|register)$/.test(
            target?.text ?? ''
          )
        ) {
          return { kind: 'managed' };
        }
        const method = target?.kind === 'attribute' ? target.child('attribute')?.text : null;
        if (method && eagerMethods.has(method)) {
          return { kind: 'used' };
        }
        return {
          kind: 'kept',
          reason: `it is passed to \`${target ? shortText(target, 30) : '?'}\` in ${cellName(model, n)}, which may keep it`
        };
      }
      case 'for_statement':
        return { kind: 'used' };
      case 'for_in_clause': {
        const around: SyntaxNode | null = parent.parent;
        if (around && comprehensions.has(around.kind)) {
          return { kind: 'used' };
        }
        if (around) {
          n = around;
          continue;
        }
        return { kind: 'used' };
      }
      case 'call':
        // A generator expression as the only argument: `sum(x for x in f)`.
        if (parent.child('arguments') === n) {
          const name = model.qualifiedName(parent.child('function'));
          const method = parent.child('function')?.child('attribute')?.text;
          if (
            (name && eagerFunctions.has(name)) ||
            method === 'join' ||
            method === 'writelines' ||
            method === 'update'
          ) {
            return { kind: 'used' };
          }
        }
        return { kind: 'kept', reason: `it is read lazily in ${cellName(model, n)}` };
      case 'with_item':
      case 'as_pattern':
        return { kind: 'managed' };
      case 'return_statement':
      case 'yield':
        return { kind: 'managed' };
      case 'assignment': {
        const left = parent.child('left');
        const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
        if (
          binding &&
          parent.child('right') === n &&
          parent.parent?.kind === 'expression_statement'
        ) {
          return { kind: 'derived', binding };
        }
        if (left?.kind === 'attribute') {
          // Handed to another object, which goes on using it.
          return { kind: 'managed' };
        }
        return {
          kind: 'kept',
          reason: `it is stored in \`${left ? shortText(left) : '?'}\` in ${cellName(model, n)}`
        };
      }
      case 'comparison_operator':
      case 'not_operator':
      case 'if_statement':
      case 'while_statement':
      case 'assert_statement':
        return { kind: 'used' };
      case 'expression_statement':
        return n === handle
          ? { kind: 'kept', reason: `it is shown in ${cellName(model, n)}` }
          : { kind: 'used' };
      case 'delete_statement':
        return { kind: 'kept', reason: `its name is deleted in ${cellName(model, n)}` };
      default:
        return {
          kind: 'kept',
          reason: `it is stored in \`${shortText(parent, 30)}\` in ${cellName(model, n)}`
        };
    }
  }
}

/** `f.name`, `f.mode`: plain values. A method that is not called is the handle itself. */
function isPlainAttribute(attribute: SyntaxNode): boolean {
  return /^(name|mode|encoding|closed|newlines|errors|headers|status|code|url|total_changes|row_factory|text_factory|in_transaction|isolation_level|filename|comment|proxies|auth|cookies|verify)$/.test(
    attribute.child('attribute')?.text ?? ''
  );
}

/** `pd.read_csv(f, chunksize=n)` reads on later. */
function readsInPieces(call: SyntaxNode): boolean {
  return keywordArgument(call, 'chunksize') !== null || keywordArgument(call, 'iterator') !== null;
}

/** `session.get(url, stream=True)` gives a response that reads later. */
function streams(call: SyntaxNode): boolean {
  return (call.child('arguments')?.namedChildren ?? []).some(
    a =>
      a.kind === 'keyword_argument' &&
      a.child('name')?.text === 'stream' &&
      a.child('value')?.kind !== 'false'
  );
}

export type Extent =
  | { readonly kind: 'managed' }
  | { readonly kind: 'kept'; readonly reason: string; readonly spansCells: boolean }
  | {
      readonly kind: 'local';
      /** The statement of the block after which nobody needs the handle; the binding itself when nobody uses it. */
      readonly last: SyntaxNode;
      /** Calls that end the resource. */
      readonly ends: readonly SyntaxNode[];
    };

/** Where a bound handle and all that hangs on it are used. */
export function extentOf(model: SemanticModel, binding: Binding, resource: IResource): Extent {
  const first = (binding.statement as SyntaxNode).statement;
  let last = first;
  const ends: SyntaxNode[] = [];
  let kept: { reason: string; spansCells: boolean } | null = null;
  const seen = new Set<Binding>();
  const open = [binding];
  for (let b = open.pop(); b; b = open.pop()) {
    if (seen.has(b)) {
      continue;
    }
    seen.add(b);
    const mention = b.scope.kind === 'module' ? model.blindMention(b.name) : null;
    if (mention) {
      kept ??= {
        reason: `cell ${mention.index + 1} was not checked and mentions \`${b.name}\``,
        spansCells: true
      };
    }
    for (const r of model.references(b)) {
      const use = useOf(model, r.node, b === binding ? resource : { ...resource, ends: ['close'] });
      if (use.kind === 'managed' || (use.kind === 'ended' && use.call.ancestor('finally_clause'))) {
        return { kind: 'managed' };
      }
      const reason = outside(model, r, b, first) ?? (use.kind === 'kept' ? use.reason : null);
      if (reason) {
        kept ??= { reason, spansCells: r.cell !== b.cell };
        continue;
      }
      if (use.kind === 'derived') {
        open.push(use.binding);
      }
      if (use.kind === 'ended' && b === binding) {
        ends.push(use.call);
        continue;
      }
      const statement = siblingOf(r.node, first);
      if (statement && statement.start > last.start) {
        last = statement;
      }
    }
  }
  return kept ? { kind: 'kept', ...kept } : { kind: 'local', last: upToEnd(last, ends), ends };
}

/** Why a read of the handle cannot stay in a block that starts at `first`; null when it can. */
function outside(model: SemanticModel, r: Reference, b: Binding, first: SyntaxNode): string | null {
  if (r.cell !== b.cell) {
    return `\`${b.name}\` is used in ${cellName(model, r.node)} too`;
  }
  for (let s = r.scope; s !== b.scope && s.parent; s = s.parent) {
    if (s.kind !== 'comprehension') {
      return `\`${s.name}\` in ${cellName(model, r.node)} uses \`${b.name}\` later`;
    }
  }
  if (!siblingOf(r.node, first)) {
    return `\`${b.name}\` is used outside the block that opens it, in ${cellName(model, r.node)}`;
  }
  return model.definitions(r).length === 1
    ? null
    : `\`${b.name}\` may hold something else where ${cellName(model, r.node)} uses it`;
}

/** The statement of the same block that holds a node, when it stands at or after `first`. */
function siblingOf(node: SyntaxNode, first: SyntaxNode): SyntaxNode | null {
  for (let n: SyntaxNode | null = node; n; n = n.parent) {
    if (n.parent === first.parent) {
      return n.start >= first.start ? n : null;
    }
  }
  return null;
}

/** The statement just before the one that ends the resource: what stands in between ran while it was open. */
function upToEnd(last: SyntaxNode, ends: readonly SyntaxNode[]): SyntaxNode {
  const siblings = last.parent?.namedChildren ?? [];
  const closing = siblings.findIndex(
    s => s.start > last.start && ends.some(e => e.parent === s && s.kind === 'expression_statement')
  );
  return closing > 0 ? siblings[closing - 1] : last;
}
