/** Functions of the notebook that hand the same values to each other, and how a call fills the parameters of one. Decides nothing else. */
import {
  hasSplat,
  type ICellModel,
  type Scope,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IFunction {
  readonly definition: SyntaxNode;
  readonly name: string;
  readonly scope: Scope;
  /** Parameters by name, in order. */
  readonly parameters: ReadonlyMap<string, SyntaxNode>;
}

/** A call of `to` in the body of `from` that hands parameters of `from` to parameters of the same names. */
interface IHandover {
  readonly from: IFunction;
  readonly to: IFunction;
  readonly names: ReadonlySet<string>;
}

export interface IClump {
  /** In document order. */
  readonly functions: readonly IFunction[];
  /** The one function that none of the others calls; null where there are several. */
  readonly root: IFunction | null;
  /** The shared parameters, in the order of the first function that calls another. */
  readonly names: readonly string[];
}

/** So many values and functions at least. */
const few = 3;

const plainParameter = /^(identifier|typed_parameter|default_parameter|typed_default_parameter)$/;

export function clumpsOf(model: SemanticModel): IClump[] {
  const functions = model.collect(candidatesIn);
  const open = functions.length < few ? [] : handovers(model, functions);
  const found: IClump[] = [];
  const taken = new Set<IFunction>();
  for (const seed of open) {
    if (taken.has(seed.from) || taken.has(seed.to)) {
      continue;
    }
    const group = new Set([seed.from, seed.to]);
    let shared = seed.names;
    for (let isGrowing = true; isGrowing;) {
      isGrowing = false;
      for (const e of open) {
        const touches = group.has(e.from) || group.has(e.to);
        const isNew = !group.has(e.from) || !group.has(e.to);
        const common = new Set([...shared].filter(n => e.names.has(n)));
        if (touches && isNew && common.size >= few && !taken.has(e.from) && !taken.has(e.to)) {
          group.add(e.from).add(e.to);
          shared = common;
          isGrowing = true;
        }
      }
    }
    if (group.size >= few) {
      group.forEach(f => taken.add(f));
      const members = functions.filter(f => group.has(f));
      const roots = members.filter(f => !open.some(e => e.to === f && group.has(e.from)));
      const root = roots.length === 1 ? roots[0] : null;
      const names = [...(roots[0] ?? members[0]).parameters.keys()].filter(n => shared.has(n));
      // A parameter with a default stays where it is, so long as enough are left.
      const given = names.filter(n => members.every(f => !hasDefault(f, n)));
      found.push({ functions: members, root, names: given.length >= few ? given : names });
    }
  }
  return found;
}

/** True for `limit=3`. */
export function hasDefault({ parameters }: IFunction, name: string): boolean {
  return /default/.test(parameters.get(name)?.kind ?? '');
}

function candidatesIn(model: SemanticModel, { syntax }: ICellModel): readonly IFunction[] {
  const found: IFunction[] = [];
  for (const definition of syntax.nodes('function_definition')) {
    const name = definition.child('name')?.text;
    const list = definition.child('parameters')?.namedChildren ?? [];
    const isTop = definition.parent?.kind === 'module';
    const scope = isTop && list.length >= few ? model.scopeOf(definition) : null;
    if (!scope || !name || !list.every(p => plainParameter.test(p.kind))) {
      continue;
    }
    const parameters = new Map<string, SyntaxNode>();
    for (const p of list) {
      const word = p.kind === 'identifier' ? p : (p.child('name') ?? p.namedChildren[0]);
      if (word.kind === 'identifier') {
        parameters.set(word.text, p);
      }
    }
    // `*args: int` is a typed parameter as well.
    if (parameters.size === list.length) {
      found.push({ definition, name, scope, parameters });
    }
  }
  return found;
}

function handovers(model: SemanticModel, functions: readonly IFunction[]): IHandover[] {
  const found: IHandover[] = [];
  for (const to of functions) {
    for (const call of callsOf(model, to.name)) {
      const from = functions.find(f => f !== to && call.isInside(f.definition));
      const values = from && argumentsOf(call, to);
      if (!from || !values) {
        continue;
      }
      const names = new Set<string>();
      for (const [name, value] of values) {
        if (isOwn(model, from, value) && value.text === name) {
          names.add(name);
        }
      }
      if (names.size >= few) {
        found.push({ from, to, names });
      }
    }
  }
  return found;
}

/** True for a name that means a parameter of the function. */
export function isOwn(
  model: SemanticModel,
  { scope, parameters }: IFunction,
  value: SyntaxNode
): boolean {
  return (
    value.kind === 'identifier' &&
    parameters.has(value.text) &&
    model.referenceAt(value)?.scope.resolve(value.text) === scope
  );
}

export function callsOf(model: SemanticModel, name: string): SyntaxNode[] {
  return model
    .usesOf(name)
    .flatMap(({ node }) =>
      node.parent?.kind === 'call' && node.field === 'function' ? [node.parent] : []
    );
}

/** The value of each parameter that a call fills, in the order of the call; null where that is not certain. */
export function argumentsOf(
  call: SyntaxNode,
  { parameters }: IFunction
): Map<string, SyntaxNode> | null {
  const list = call.child('arguments');
  if (list?.kind !== 'argument_list' || hasSplat(call)) {
    return null;
  }
  const names = [...parameters.keys()];
  const values = new Map<string, SyntaxNode>();
  for (const [i, a] of list.namedChildren.entries()) {
    const name = a.kind === 'keyword_argument' ? a.child('name')?.text : names[i];
    const value = a.kind === 'keyword_argument' ? a.child('value') : a;
    if (!name || !value || !parameters.has(name) || values.has(name)) {
      return null;
    }
    values.set(name, value);
  }
  return values;
}
