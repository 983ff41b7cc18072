/** A name that holds one list or dictionary from its assignment on, with everything that happens to it. */
import {
  cellName,
  isShown,
  shortText,
  type Binding,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface ISubject {
  readonly name: string;
  readonly binding: Binding;
  /** What the name is given: `[]`, `{}`, `[f(x) for x in xs]`. */
  readonly value: SyntaxNode;
  readonly uses: readonly Reference[];
}

/** What an identifier holds, when one plain assignment decides that wherever its object is used. */
export function subjectOf(model: SemanticModel, identifier: SyntaxNode): ISubject | null {
  const reference = model.referenceAt(identifier);
  const isGrown = (b: Binding): boolean => b.kind === 'augmented' && !b.isLate;
  const origins = reference ? model.definitions(reference).filter(b => !isGrown(b)) : [];
  const [binding] = origins;
  if (
    origins.length !== 1 ||
    binding.kind !== 'assignment' ||
    !binding.isPlain ||
    binding.isLate ||
    binding.scope.kind === 'class' ||
    binding.statement?.child('right') !== binding.value ||
    binding.statement?.parent?.kind !== 'expression_statement'
  ) {
    return null;
  }
  const uses = new Set<Reference>();
  const group = [binding];
  // `items += [x]` binds the same list again: the group grows while it is gone through.
  for (const b of group) {
    for (const use of model.references(b)) {
      uses.add(use);
      for (const d of model.definitions(use)) {
        if (!group.includes(d)) {
          if (!isGrown(d) || d.scope !== binding.scope) {
            return null;
          }
          group.push(d);
        }
      }
    }
  }
  return {
    name: binding.name,
    binding,
    value: binding.value as SyntaxNode,
    uses: [...uses].sort(
      (a, b) => model.orderOf(a.cell) - model.orderOf(b.cell) || a.node.start - b.node.start
    )
  };
}

/** Why not everything that happens to the name can be seen; null when it can. */
export function hiddenUse(model: SemanticModel, { name, binding }: ISubject): string | null {
  const blind = binding.scope.kind === 'module' ? model.blindMention(name) : null;
  return blind && `Cell ${blind.index + 1} was not checked and mentions \`${name}\`.`;
}

/** True when a node runs again and again after the subject got its value. */
export function isRepeated(node: SyntaxNode, { binding }: ISubject): boolean {
  const start = binding.statement as SyntaxNode;
  for (let below = node, n = node.parent; n; below = n, n = n.parent) {
    switch (n.kind) {
      case 'for_statement':
      case 'while_statement':
        if (below.field === 'body' || (below.field === 'condition' && n.kind[0] === 'w')) {
          return !start.isInside(n);
        }
        break;
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        if (n.childOfKind('for_in_clause') !== below) {
          return true;
        }
        break;
      case 'function_definition':
      case 'lambda':
        return false;
    }
  }
  return false;
}

/** The call of a method on a name: `items.append(x)` for the name in it, or null. */
export function methodCall(name: SyntaxNode): { method: string; call: SyntaxNode } | null {
  const target = name.parent;
  const call = target?.kind === 'attribute' && name.field === 'object' ? target.parent : null;
  return target && call?.kind === 'call' && target.field === 'function'
    ? { method: target.child('attribute')?.text ?? '', call }
    : null;
}

/** The function whose only argument a name is, by its full name. */
export function soleArgumentOf(model: SemanticModel, name: SyntaxNode): string | null {
  const list = name.parent;
  return list?.kind === 'argument_list' && list.namedChildren.length === 1
    ? model.qualifiedName(list.parent?.child('function') ?? null)
    : null;
}

/** `x in items` and `x not in items` for the name at the end: the item that is looked for. */
export function soughtItem(name: SyntaxNode): SyntaxNode | null {
  const test = name.parent;
  const isTest =
    test?.kind === 'comparison_operator' &&
    test.namedChildren.length === 2 &&
    test.namedChildren[1] === name &&
    test.children.some(c => c.kind === 'in' || c.kind === 'not in');
  return isTest ? test.namedChildren[0] : null;
}

/** True where what the object is does not matter: `if items:`, `while items`, `not items`, `del items`. */
export function isTypeless(name: SyntaxNode): boolean {
  const parent = name.parent;
  return (
    parent?.kind === 'not_operator' ||
    parent?.kind === 'delete_statement' ||
    (name.field === 'condition' &&
      /^(if_statement|elif_clause|while_statement)$/.test(parent?.kind ?? '')) ||
    (parent?.kind === 'boolean_operator' &&
      parent.field === 'condition' &&
      name.field === 'left' &&
      parent.children.some(c => c.kind === 'and'))
  );
}

/**
 * True where the object is only shown or handed out for good, so that a copy of the old type does the same: `print(items)`, a bare
 * name at the end of a cell, `f"{items}"`, `return items` of a local name.
 */
export function isFinalUse(model: SemanticModel, use: Reference, { binding }: ISubject): boolean {
  const { node } = use;
  let parent = node.parent;
  if (parent?.kind === 'expression_statement') {
    return isShown(parent);
  }
  if (parent?.kind === 'interpolation') {
    return parent.namedChildren.length === 1 && !/=\s*\}$/.test(parent.text);
  }
  if (
    parent?.kind === 'argument_list' &&
    model.qualifiedName(parent.parent?.child('function') ?? null) === 'builtins.print'
  ) {
    return true;
  }
  while (parent?.kind === 'expression_list' || parent?.kind === 'tuple') {
    parent = parent.parent;
  }
  return (
    parent?.kind === 'return_statement' &&
    use.scope === binding.scope &&
    binding.scope.children.every(s => s.kind === 'comprehension' || !readsFrom(s, binding.name))
  );
}

function readsFrom(scope: Binding['scope'], name: string): boolean {
  return (
    scope.references.some(r => r.name === name) || scope.children.some(s => readsFrom(s, name))
  );
}

/** `line 7`, with the cell where that is another one than the subject's. */
export function lineOf(model: SemanticModel, node: SyntaxNode, { binding }: ISubject): string {
  const line = `line ${node.cell.lines.position(node.start).line}`;
  return node.cell === binding.cell ? line : `${line} of ${cellName(model, node)}`;
}

/** The code of a node in backticks. */
export function quoted(node: SyntaxNode): string {
  return `\`${shortText(node, 30)}\``;
}
