/** Which keys of a loaded dict are read, with what defaults, and what else is done with it. */
import {
  cellName,
  followed,
  isIdentifier,
  positionalArguments,
  readsOf,
  shortText,
  siblings,
  stringValue,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IRead {
  readonly key: string;
  /** What the key is looked up in: `cfg`, or `cfg["train"]`. */
  readonly owner: SyntaxNode;
  /** The whole look-up: `cfg["lr"]`, `cfg.get("lr", 0.1)`. */
  readonly node: SyntaxNode;
  /** False for `.get`. */
  readonly isRequired: boolean;
  /** The second argument of `.get`. */
  readonly default: SyntaxNode | null;
  /** A look-up in what this one gives. */
  readonly inner: IRead | null;
}

export interface IReads {
  readonly reads: readonly IRead[];
  /** Types that parameters name for the dict: `cfg: dict`. */
  readonly annotations: readonly SyntaxNode[];
  /** Why the dict cannot become a model, or null. */
  readonly obstacle: string | null;
}

/** All that is done with the variable of a gate. */
export function collectReads(model: SemanticModel, binding: Binding): IReads {
  const reads: IRead[] = [];
  const annotations = new Set<SyntaxNode>();
  const bindings = siblings(model, binding);
  const other = bindings.find(b => b !== binding);
  let obstacle = other
    ? `\`${binding.name}\` is bound again in ${cellName(model, other.cell)}.`
    : null;
  const seen = new Set<SyntaxNode>();
  const open = [...readsOf(model, [binding])];
  for (let r = open.shift(); r; r = open.shift()) {
    if (seen.has(r.node)) {
      continue;
    }
    seen.add(r.node);
    const read = readAt(r.node);
    if (read) {
      reads.push(read);
      if (isTarget(innermost(read).node)) {
        obstacle ??= `\`${read.key}\` is changed in ${cellName(model, r.node)}.`;
      }
      continue;
    }
    const inner = /^(argument_list|keyword_argument)$/.test(r.node.parent?.kind ?? '')
      ? followed(model, r)
      : null;
    if (inner) {
      open.push(...inner);
      const parameter = model.definitions(inner[0] ?? r)[0]?.node;
      const type = parameter?.ancestor('typed_parameter')?.child('type');
      if (type) {
        annotations.add(type);
      }
    } else {
      obstacle ??= `\`${shortText(useAround(r.node))}\` in ${cellName(model, r.node)} needs the dict as a whole.`;
    }
  }
  const odd = reads.flatMap(chain).find(r => !isIdentifier(r.key) || r.key.startsWith('_'));
  obstacle ??= odd ? `The key \`${odd.key}\` cannot be the name of a field.` : null;
  return { reads, annotations: [...annotations], obstacle };
}

/** A look-up with the look-ups in its result. */
export function chain(read: IRead): IRead[] {
  return read.inner ? [read, ...chain(read.inner)] : [read];
}

function innermost(read: IRead): IRead {
  return read.inner ? innermost(read.inner) : read;
}

/** The look-up of a literal key in a node, or null. */
function readAt(owner: SyntaxNode): IRead | null {
  const { parent } = owner;
  if (parent?.kind === 'subscript' && owner.field === 'value') {
    const key = stringValue(parent.child('subscript'));
    return key === null || parent.childrenOf('subscript').length !== 1
      ? null
      : { key, owner, node: parent, isRequired: true, default: null, inner: readAt(parent) };
  }
  const call =
    parent?.kind === 'attribute' && parent.parent?.kind === 'call' ? parent.parent : null;
  if (call && parent?.child('attribute')?.text === 'get' && owner.field === 'object') {
    const [first, value = null, ...rest] = positionalArguments(call);
    const key = stringValue(first ?? null);
    const isPlain =
      rest.length === 0 &&
      call.child('arguments')?.namedChildren.length === (value ? 2 : 1) &&
      (!value || /^(string|integer|float|true|false|none)$/.test(value.kind));
    return key !== null && isPlain
      ? { key, owner, node: call, isRequired: false, default: value, inner: null }
      : null;
  }
  return null;
}

function isTarget(node: SyntaxNode): boolean {
  const kind = node.parent?.kind ?? '';
  return (
    (node.field === 'left' && /assignment$|^for_/.test(kind)) ||
    /^(pattern_list|tuple_pattern|list_pattern|delete_statement|as_pattern_target)$/.test(kind)
  );
}

/** The expression around a bare name that says what happens to it. */
function useAround(node: SyntaxNode): SyntaxNode {
  const outer = node.parent;
  return outer && /^(subscript|attribute|argument_list|keyword_argument)$/.test(outer.kind)
    ? (node.ancestor('call') ?? outer)
    : (outer ?? node);
}
