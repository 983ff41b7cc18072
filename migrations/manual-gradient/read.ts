/** Reads statements as formulas: follows the assignments of one block in order and keeps what each name stands for at each point. */
import {
  docstring,
  positionalArguments,
  unparenthesized,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { functionNames, number, type Formula, type Variable } from './expression';

/** One plain assignment of a name in the block. */
export interface IStep {
  readonly variable: Variable;
  /** The name that is assigned. */
  readonly target: SyntaxNode;
  /** The right side. */
  readonly value: SyntaxNode;
  readonly statement: SyntaxNode;
  /** What the names stand for when the right side is evaluated. */
  readonly before: ReadonlyMap<string, Variable>;
}

export interface IBlock {
  readonly statements: readonly SyntaxNode[];
  readonly steps: readonly IStep[];
  /** Where a variable comes from: its right side, or the name that reads it. */
  readonly origin: ReadonlyMap<Variable, SyntaxNode>;
}

const libraries = /^(math|numpy|torch|torch\.special|torch\.nn\.functional|jax\.numpy)\.(\w+)$/;

/** @param wanted targets whose steps keep a snapshot; the others share an empty one */
export function readBlock(
  model: SemanticModel,
  statements: readonly SyntaxNode[],
  wanted: (target: SyntaxNode) => boolean
): IBlock {
  const names = new Map<string, Variable>();
  const origin = new Map<Variable, SyntaxNode>();
  const steps: IStep[] = [];
  const none: ReadonlyMap<string, Variable> = new Map();
  const read = new Reader(model, names, origin);

  const assign = (target: SyntaxNode, value: SyntaxNode, statement: SyntaxNode): (() => void) => {
    const formula = read.formula(value);
    const variable: Variable = {
      op: 'variable',
      name: target.text,
      value: formula.op === 'opaque' && !formula.parts.length ? null : formula
    };
    origin.set(variable, value);
    const before = wanted(target) ? new Map(names) : none;
    steps.push({ variable, target, value, statement, before });
    return () => names.set(target.text, variable);
  };

  for (const statement of statements) {
    const inner = statement.kind === 'expression_statement' ? statement.namedChildren[0] : null;
    const left = inner?.child('left');
    const right = inner?.child('right');
    if (
      inner?.kind === 'assignment' &&
      left?.kind === 'identifier' &&
      right &&
      right.kind !== 'assignment'
    ) {
      assign(left, right, statement)();
    } else if (
      inner?.kind === 'assignment' &&
      left?.kind === 'pattern_list' &&
      right &&
      right.namedChildren.length === left.namedChildren.length &&
      /^(expression_list|tuple)$/.test(right.kind) &&
      left.namedChildren.every(n => n.kind === 'identifier')
    ) {
      // The right sides are all evaluated before the first name is bound.
      left.namedChildren
        .map((target, i) => assign(target, right.namedChildren[i], statement))
        .forEach(bind => bind());
    } else if (changesNames(inner)) {
      forget(model, names, statement);
    }
  }
  return { statements, steps, origin };
}

/** A bare call such as `print(loss)` binds nothing. */
function changesNames(inner: SyntaxNode | null): boolean {
  return !(inner?.kind === 'call' || inner?.kind === 'string');
}

/** Whatever a statement may bind or change stands for something new. */
function forget(model: SemanticModel, names: Map<string, Variable>, statement: SyntaxNode): void {
  const scope = model.scopeAround(statement);
  for (const [name, bindings] of scope.bindings) {
    if (
      names.has(name) &&
      bindings.some(b => b.range.start >= statement.start && b.range.end <= statement.end)
    ) {
      names.delete(name);
    }
  }
  for (const key of [...names.keys()]) {
    if (/[.[]/.test(key)) {
      names.delete(key);
    }
  }
}

class Reader {
  constructor(
    private readonly _model: SemanticModel,
    private readonly _names: Map<string, Variable>,
    private readonly _origin: Map<Variable, SyntaxNode>
  ) {}

  formula(node: SyntaxNode, depth = 0): Formula {
    const n = unparenthesized(node);
    switch (n.kind) {
      case 'integer':
      case 'float': {
        const value = Number(n.text.replace(/_/g, ''));
        return Number.isFinite(value) ? number(value) : opaque([]);
      }
      case 'identifier':
        return this._leaf(n.text, n);
      case 'unary_operator': {
        const argument = this.formula(n.child('argument') as SyntaxNode, depth);
        const sign = n.children[0]?.text;
        return sign === '-'
          ? { op: '*', a: number(-1), b: argument }
          : sign === '+'
            ? argument
            : opaque([argument]);
      }
      case 'binary_operator': {
        const a = this.formula(n.child('left') as SyntaxNode, depth);
        const b = this.formula(n.child('right') as SyntaxNode, depth);
        const op = n.child('operator')?.text ?? '';
        return op === '+' || op === '-' || op === '*' || op === '/' || op === '**'
          ? { op, a, b }
          : opaque([a, b]);
      }
      case 'attribute':
        if (/^(math|numpy|torch)\.(pi|e)$/.test(this._model.qualifiedName(n) ?? '')) {
          return number(n.text.endsWith('pi') ? Math.PI : Math.E);
        }
        return n.child('object')?.kind === 'identifier'
          ? this._leaf(n.text, n)
          : this._parts(n, depth);
      case 'subscript': {
        const owner = n.child('value');
        if (owner?.kind === 'attribute' && owner.child('attribute')?.text === 'shape') {
          return n.child('subscript')?.text === '0'
            ? { op: 'count', a: this.formula(owner.child('object') as SyntaxNode, depth) }
            : this._parts(n, depth);
        }
        return owner?.kind === 'identifier' && !n.child('subscript')?.kind.includes('slice')
          ? this._leaf(n.text, n)
          : this._parts(n, depth);
      }
      case 'call':
        return this._call(n, depth);
    }
    return this._parts(n, depth);
  }

  private _leaf(key: string, node: SyntaxNode): Variable {
    let found = this._names.get(key);
    if (!found) {
      found = { op: 'variable', name: key, value: null };
      this._names.set(key, found);
      this._origin.set(found, node);
    }
    return found;
  }

  /** Not understood; still known to depend on the names in it. */
  private _parts(node: SyntaxNode, depth: number): Formula {
    const parts: Formula[] = [];
    for (const n of node.walk()) {
      const [first] = n.kind === 'identifier' ? this._model.moduleBindings(n.text) : [];
      // Modules, functions and classes are nothing that a value hangs on.
      const isValue = !first || (!first.imported && !/^(function|class)$/.test(first.kind));
      if (n.kind === 'identifier' && isValue && this._model.referenceAt(n) && depth === 0) {
        parts.push(this._leaf(n.text, n));
      }
    }
    return opaque(parts);
  }

  private _call(call: SyntaxNode, depth: number): Formula {
    const target = call.child('function') as SyntaxNode;
    const given = positionalArguments(call);
    const isPlain = given.length === call.child('arguments')?.namedChildren.length;
    const name = this._model.qualifiedName(target);
    if (name && isPlain) {
      const fn = libraries.exec(name)?.[2] ?? '';
      if (given.length === 1 && functionNames.has(fn)) {
        return { op: 'call', fn, a: this.formula(given[0], depth) };
      }
      if (given.length === 1 && (fn === 'sum' || fn === 'mean')) {
        return { op: fn, a: this.formula(given[0], depth) };
      }
      if (given.length === 2 && (fn === 'pow' || fn === 'power')) {
        return { op: '**', a: this.formula(given[0], depth), b: this.formula(given[1], depth) };
      }
      if (given.length === 1 && name === 'builtins.len') {
        return { op: 'count', a: this.formula(given[0], depth) };
      }
      if (given.length === 1 && name === 'builtins.float') {
        return this.formula(given[0], depth);
      }
    }
    if (/^torch\.(tensor|as_tensor)$/.test(name ?? '') && given[0]) {
      const value = this.formula(given[0], depth);
      return value.op === 'number' || value.op === '*' ? value : opaque([]);
    }
    if (!name && isPlain && target.kind === 'attribute') {
      const owner = (): Formula => this.formula(target.child('object') as SyntaxNode, depth);
      const method = target.child('attribute')?.text ?? '';
      if (!given.length) {
        if (functionNames.has(method)) {
          return { op: 'call', fn: method, a: owner() };
        }
        if (method === 'sum' || method === 'mean') {
          return { op: method, a: owner() };
        }
        if (method === 'numel') {
          return { op: 'count', a: owner() };
        }
        if (method === 'item' || method === 'detach') {
          return owner();
        }
      } else if (given.length === 1 && method === 'pow') {
        return { op: '**', a: owner(), b: this.formula(given[0], depth) };
      }
    }
    return this._inlined(call, given, depth) ?? this._parts(call, depth);
  }

  /** A function of the notebook that only returns a formula of its parameters. */
  private _inlined(call: SyntaxNode, given: readonly SyntaxNode[], depth: number): Formula | null {
    const definition = depth < 3 ? this._model.callee(call) : null;
    const result = definition && onlyResult(definition);
    const parameters = definition?.child('parameters')?.namedChildren ?? [];
    if (
      !result ||
      parameters.length !== given.length ||
      given.length !== call.child('arguments')?.namedChildren.length ||
      !parameters.every(p => p.kind === 'identifier') ||
      call.child('function')?.kind !== 'identifier'
    ) {
      return null;
    }
    const inner = new Map<string, Variable>();
    parameters.forEach((p, i) => {
      const value = this.formula(given[i], depth);
      const variable: Variable = { op: 'variable', name: p.text, value };
      inner.set(p.text, variable);
      this._origin.set(variable, given[i]);
    });
    const before = new Set(inner.keys());
    const formula = new Reader(this._model, inner, this._origin).formula(result, depth + 1);
    // Other names that it reads belong to another place and time.
    return [...inner.keys()].every(name => before.has(name)) ? formula : null;
  }
}

/** The expression of a function whose body is a single `return`. */
export function onlyResult(definition: SyntaxNode): SyntaxNode | null {
  const body = definition.kind === 'function_definition' ? definition.child('body') : null;
  const doc = docstring(body);
  const statements = (body?.namedChildren ?? []).filter(s => s !== doc);
  return statements.length === 1 && statements[0].kind === 'return_statement'
    ? (statements[0].namedChildren[0] ?? null)
    : null;
}

function opaque(parts: readonly Formula[]): Formula {
  return { op: 'opaque', parts };
}
