/** Finds where objects are changed in place: `a[i] = …`, `a.b = …`, `a += …`, `a.append(…)`, `shuffle(a)`. Rebinding a name is not a mutation. */
import { keywordArgument, positionalArguments, unparenthesized } from '../syntax/guards';
import type { SyntaxNode } from '../syntax/node';
import type { ICellModel, SemanticModel } from './model';
import {
  inplaceMethods,
  mutatingFunctions,
  mutatingMethods,
  pureFunctions,
  pureMethodsByType
} from './mutationTable';
import type { Reference } from './scope';

export interface IMutation {
  /** The name at the base of what is changed: `a` in `a.b[0].append(1)`. */
  readonly root: Reference;
  /** The whole changing expression or statement. */
  readonly node: SyntaxNode;
  readonly kind: 'subscript' | 'attribute' | 'augmented' | 'method' | 'argument' | 'delete';
  /** False when the object is handed to code that is not known: it may or may not change. */
  readonly certain: boolean;
}

const changingKinds = [
  'assignment',
  'augmented_assignment',
  'for_statement',
  'for_in_clause',
  'delete_statement',
  'call'
];

/** The changes in place that one cell writes. Ask through `model.mutations` or `model.mutationsOf`. */
export function mutationsIn(model: SemanticModel, { syntax }: ICellModel): IMutation[] {
  const found: IMutation[] = [];
  const add = (
    target: SyntaxNode,
    node: SyntaxNode,
    kind: IMutation['kind'],
    certain = true
  ): void => {
    const root = rootReference(model, target);
    if (root) {
      found.push({ root, node, kind, certain });
    }
  };
  const targets = (target: SyntaxNode, node: SyntaxNode, kind?: IMutation['kind']): void => {
    if (target.kind === 'subscript' || target.kind === 'attribute') {
      const owner = target.child(target.kind === 'subscript' ? 'value' : 'object');
      if (owner) {
        add(owner, node, kind ?? target.kind);
      }
    } else if (target.kind !== 'identifier') {
      target.namedChildren.forEach(t => targets(t, node, kind));
    }
  };
  for (const node of syntax.nodesOf(changingKinds)) {
    switch (node.kind) {
      case 'assignment':
      case 'for_statement':
      case 'for_in_clause': {
        const left = node.child('left');
        if (left && (node.kind !== 'assignment' || node.child('right'))) {
          targets(left, node);
        }
        break;
      }
      case 'augmented_assignment': {
        const left = node.child('left');
        if (left?.kind === 'identifier') {
          // `x += 1` rebinds; `x += [1]` also changes the list that others may hold.
          const type = model.typeOf(left);
          if (!type || !/^builtins\.(int|float|str|bool|tuple)$/.test(type.name)) {
            add(left, node, 'augmented', type !== null);
          }
        } else if (left) {
          targets(left, node);
        }
        break;
      }
      case 'delete_statement':
        node.namedChildren.forEach(t => targets(t, node, 'delete'));
        break;
      case 'call':
        callMutations(model, node, add);
    }
  }
  return found;
}

/** The changes in place that start from a name of this spelling. Ask through `model.mutationsOf`. */
export function mutationsOf(model: SemanticModel, name: string): IMutation[] {
  return model
    .cellsReading(name)
    .flatMap(cell => model.memo(mutationsIn, cell).filter(m => m.root.name === name));
}

function callMutations(
  model: SemanticModel,
  call: SyntaxNode,
  add: (target: SyntaxNode, node: SyntaxNode, kind: IMutation['kind'], certain?: boolean) => void
): void {
  const target = call.child('function');
  const name = model.qualifiedName(target);
  if (target?.kind === 'attribute' && !name) {
    const method = target.child('attribute')?.text ?? '';
    const owner = target.child('object') as SyntaxNode;
    const type = model.typeOf(owner);
    const pure = type ? pureMethodsByType[type.name]?.has(method) : false;
    const inplace = keywordArgument(call, 'inplace');
    if (inplace && inplace.kind !== 'false' && inplaceMethods.has(method)) {
      add(owner, call, 'method');
    } else if (!pure && (mutatingMethods.has(method) || /[^_]_$/.test(method))) {
      add(owner, call, 'method');
    } else if (!pure && model.callee(call)) {
      add(owner, call, 'method', false);
    }
  }
  const known = name ? mutatingFunctions[name] : undefined;
  if (known !== undefined) {
    const argument = positionalArguments(call)[known];
    if (argument) {
      add(argument, call, 'argument');
    }
    return;
  }
  if (name && pureFunctions.has(name)) {
    return;
  }
  for (const argument of call.child('arguments')?.namedChildren ?? []) {
    const value = argument.kind === 'keyword_argument' ? argument.child('value') : argument;
    if (
      value &&
      (value.kind === 'identifier' || value.kind === 'attribute' || value.kind === 'subscript')
    ) {
      add(value, call, 'argument', false);
    }
  }
}

/** The name at the base of an expression: `a` for `a.b[0]`, `a` for `a.get().x`; null when there is none. */
export function rootReference(model: SemanticModel, node: SyntaxNode): Reference | null {
  let n: SyntaxNode | null = unparenthesized(node);
  while (n && n.kind !== 'identifier') {
    n =
      n.kind === 'attribute'
        ? n.child('object')
        : n.kind === 'subscript'
          ? n.child('value')
          : n.kind === 'call' && n.child('function')?.kind === 'attribute'
            ? (n.child('function') as SyntaxNode).child('object')
            : null;
  }
  return n ? model.referenceAt(n) : null;
}
