/** What a function takes from the notebook and where it is called. Decides nothing. */
import {
  allScopes,
  isConditional,
  regions,
  type Binding,
  type Reference,
  type Scope,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IFunction {
  readonly definition: SyntaxNode;
  readonly name: string;
  readonly scope: Scope;
  /** Names of notebook data that it reads or writes, in the order of their first use. */
  readonly names: readonly string[];
  /** Those of them that it binds with `global`. */
  readonly writes: readonly string[];
}

export function factsOf(model: SemanticModel, definition: SyntaxNode): IFunction | null {
  const scope = model.scopeOf(definition);
  const name = definition.child('name')?.text;
  if (!scope || !name) {
    return null;
  }
  const found = new Map<string, number>();
  const writes = new Set<string>();
  const add = (n: string, at: number): void => {
    found.set(n, Math.min(at, found.get(n) ?? at));
  };
  for (const s of allScopes(scope)) {
    for (const r of s.references) {
      if (s.resolve(r.name)?.kind === 'module' && isData(model, r)) {
        add(r.name, r.node.start);
      }
    }
    for (const n of s.globals) {
      for (const b of writesOf(model, n)) {
        if (b.node?.isInside(definition)) {
          writes.add(n);
          add(n, b.node.start);
        }
      }
    }
  }
  const names = [...found].sort((a, b) => a[1] - b[1]).map(([n]) => n);
  return { definition, name, scope, names, writes: names.filter(n => writes.has(n)) };
}

/** Where functions bind a name of the notebook with `global`. */
export function writesOf(model: SemanticModel, name: string): Binding[] {
  return model.moduleBindings(name).filter(b => b.isLate);
}

const dataKinds = new Set([
  'assignment',
  'augmented',
  'annotation',
  'for',
  'with',
  'walrus',
  'delete'
]);

/** Calls whose result belongs at the top of a module. */
const moduleLevel =
  /^(functools\.partial|re\.compile|logging\.getLogger|structlog\.get_logger|collections\.namedtuple|typing\.\w+|enum\.\w+|threading\.(R?Lock|local)|contextvars\.ContextVar|numpy\.vectorize|torch\.compile|jax\.jit|numba\.\w+)$/;

/** False for functions, classes, modules, aliases of them, and constants. */
function isData(model: SemanticModel, reference: Reference): boolean {
  if (!model.memo(mayHoldData, reference.name) || model.qualifiedName(reference.node)) {
    return false;
  }
  const values = model.moduleBindings(reference.name).filter(isValue);
  const isCode = values.every(b => {
    const called = b.value?.kind === 'call' ? model.qualifiedName(b.value.child('function')) : null;
    return (
      b.isPlain && (b.value?.kind === 'lambda' || (called !== null && moduleLevel.test(called)))
    );
  });
  return !isCode && !isConstant(reference.name, values);
}

/** By the kinds of its bindings alone, which an edit of the imports leaves as they are. */
function mayHoldData(model: SemanticModel, name: string): boolean {
  const bindings = model.moduleBindings(name);
  return bindings.some(isValue) && bindings.every(b => dataKinds.has(b.kind));
}

function isValue(binding: Binding): boolean {
  return binding.kind !== 'annotation' && binding.kind !== 'delete';
}

/** `BATCH_SIZE = 32`: written like a constant and bound in one cell. A short name such as `X` is one only with a literal value. */
function isConstant(name: string, values: readonly Binding[]): boolean {
  const [first] = values;
  return (
    /^_?[A-Z][A-Z0-9_]*$/.test(name) &&
    values.every(b => !b.isLate && b.isPlain && b.value !== null && b.cell === first.cell) &&
    (name.length > 2 || (values.length === 1 && isLiteral(first.value as SyntaxNode)))
  );
}

const literalKinds = new Set([
  'string',
  'concatenated_string',
  'integer',
  'float',
  'true',
  'false',
  'none',
  'tuple',
  'list',
  'set',
  'dictionary',
  'pair',
  'unary_operator',
  'binary_operator',
  'parenthesized_expression'
]);

function isLiteral(node: SyntaxNode): boolean {
  if (node.kind === 'string') {
    return !node.namedChildren.some(c => c.kind === 'interpolation');
  }
  return literalKinds.has(node.kind) && node.namedChildren.every(isLiteral);
}

/** Functions, methods and lambdas that may run while a definition's body runs, by the names it mentions; itself included. */
export function reachable(model: SemanticModel, start: Scope): ReadonlySet<Scope> {
  const seen = new Set<Scope>([start]);
  const open = [start];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const s of allScopes(next)) {
      seen.add(s);
      for (const r of s.references) {
        if (s.resolve(r.name)?.kind !== 'module') {
          continue;
        }
        for (const b of model.moduleBindings(r.name)) {
          const node = b.kind === 'function' || b.kind === 'class' ? b.statement : b.value;
          // An object of a class of the notebook brings the methods of the class along.
          const type = node ? model.typeOf(node)?.definition : null;
          for (const found of [node && model.scopeOf(node), type && model.scopeOf(type)]) {
            if (found && !seen.has(found)) {
              seen.add(found);
              open.push(found);
            }
          }
        }
      }
    }
  }
  return seen;
}

/** The calls of a function, or the first use of it that is no call. */
export function callsOf(
  model: SemanticModel,
  name: string
): { readonly calls: readonly SyntaxNode[]; readonly other: SyntaxNode | null } {
  const calls: SyntaxNode[] = [];
  for (const { node } of model.usesOf(name)) {
    if (node.parent?.kind === 'call' && node.field === 'function') {
      calls.push(node.parent);
    } else {
      return { calls, other: node };
    }
  }
  return { calls, other: null };
}

/** True when a name is bound once, outside of any loop, so that it means the same object whenever it is read. */
export function isStable(model: SemanticModel, name: string): boolean {
  const values = model.moduleBindings(name).filter(b => b.kind !== 'annotation');
  const [only] = values;
  return (
    values.length === 1 &&
    (only.kind === 'assignment' || only.kind === 'with') &&
    !only.isLate &&
    only.node !== null &&
    !regions(only.node).some(r => /^(for|while)_statement$/.test(r.control.kind))
  );
}

/** True when a name of the notebook is bound for certain where a node outside of any function runs. */
export function isBoundAt(model: SemanticModel, name: string, node: SyntaxNode): boolean {
  const order = model.orderOf(node);
  return model.moduleBindings(name).some(b => {
    if (b.isLate || b.kind === 'annotation' || b.kind === 'delete' || b.kind === 'augmented') {
      return false;
    }
    const cell = model.orderOf(b.cell);
    if (cell > order || (cell === order && b.effective > node.start)) {
      return false;
    }
    return (
      !isConditional(b) ||
      b.node === null ||
      regions(b.node).every(
        r =>
          node.isInside(r.branch) ||
          r.control === b.statement ||
          /^(for|while|try)_statement$/.test(r.control.kind)
      ) ||
      isBoundInAllBranches(model, name, b)
    );
  });
}

/** `if …: x = 1` with `else: x = 2`: one of them runs. */
function isBoundInAllBranches(model: SemanticModel, name: string, binding: Binding): boolean {
  const all = binding.node ? regions(binding.node) : [];
  const [only] = all;
  if (all.length !== 1 || only.control.kind !== 'if_statement') {
    return false;
  }
  const branches = only.control.children.filter(
    c => c.kind === 'block' || c.kind === 'elif_clause' || c.kind === 'else_clause'
  );
  return (
    branches.some(b => b.kind === 'else_clause') &&
    branches.every(branch =>
      model.moduleBindings(name).some(b => {
        const own = b.node ? regions(b.node) : [];
        return own.length === 1 && own[0].branch === branch;
      })
    )
  );
}
