/** Finds switches of a mode, as statements, and those that belong together: off, some lines, on again, all in one block. */
import {
  allScopes,
  positionalArguments,
  type Binding,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

/** One statement that switches a mode. */
export interface ISwitch {
  readonly statement: SyntaxNode;
  /** The model, or null when gradients are switched. */
  readonly receiver: SyntaxNode | null;
  /** True for `eval()` and `set_grad_enabled(False)`. */
  readonly isOn: boolean;
}

export interface IToggle {
  /** Switches to evaluation, one below the other. */
  readonly on: readonly ISwitch[];
  readonly body: readonly SyntaxNode[];
  /** Switches back, one below the other. */
  readonly off: readonly ISwitch[];
  /** True when not the same models are switched back. */
  readonly isUneven: boolean;
  /** A switch of the same mode in between. */
  readonly again: SyntaxNode | null;
  /** Where a name of a model gets another value in between. */
  readonly rebound: SyntaxNode | null;
}

export function* toggles(model: SemanticModel, { syntax }: ICellModel): IterableIterator<IToggle> {
  const calls = syntax.nodes('call').filter(maySwitch);
  if (!calls.length || !model.memo(usesTorch)) {
    return;
  }
  const seen = new Set<SyntaxNode>();
  for (const call of calls) {
    const parent = call.statement.parent;
    if (!parent || seen.has(parent) || !switchOf(model, call.statement)) {
      continue;
    }
    seen.add(parent);
    yield* togglesIn(model, parent.namedChildren);
  }
}

/** By its name alone. */
function maySwitch(call: SyntaxNode): boolean {
  const method = call.child('function')?.child('attribute')?.text ?? '';
  return (
    call.parent?.kind === 'expression_statement' && /^(eval|train|set_grad_enabled)$/.test(method)
  );
}

function* togglesIn(
  model: SemanticModel,
  statements: readonly SyntaxNode[]
): IterableIterator<IToggle> {
  const switches = statements.map(s => switchOf(model, s));
  for (let i = 0; i < statements.length; i++) {
    if (!switches[i]?.isOn) {
      continue;
    }
    const on = run(switches, i, true);
    const keys = on.map(keyOf);
    const bodyAt = i + on.length;
    const offAt = switches.findIndex(
      (s, n) => n >= bodyAt && s && !s.isOn && keys.includes(keyOf(s))
    );
    i = bodyAt - 1;
    if (offAt <= bodyAt) {
      continue;
    }
    const off = run(switches, offAt, false);
    const rest = statements.slice(offAt + off.length);
    // What comes next trains or runs the model: `train()` begins that, it does not end the evaluation.
    if (rest.some(s => trains(s, keys))) {
      continue;
    }
    const body = statements.slice(bodyAt, offAt);
    yield {
      on,
      off,
      body,
      isUneven: [...keys].sort().join() !== off.map(keyOf).sort().join(),
      again: switchedIn(model, body, keys),
      rebound: reboundIn(model, body, on)
    };
  }
}

function run(switches: readonly (ISwitch | null)[], from: number, isOn: boolean): ISwitch[] {
  const found: ISwitch[] = [];
  for (let n = from; switches[n]?.isOn === isOn; n++) {
    found.push(switches[n] as ISwitch);
  }
  return found;
}

function keyOf(s: ISwitch): string {
  return s.receiver?.text ?? '';
}

/** The mode that a statement switches and does nothing else, or null. */
export function switchOf(model: SemanticModel, statement: SyntaxNode): ISwitch | null {
  const call = statement.kind === 'expression_statement' ? statement.namedChildren[0] : null;
  const target = call?.kind === 'call' ? call.child('function') : null;
  if (!call || target?.kind !== 'attribute') {
    return null;
  }
  const given = call.child('arguments')?.namedChildren ?? [];
  const [flag] = positionalArguments(call);
  if (given.length > 1 || given[0] !== flag) {
    return null;
  }
  const name = model.qualifiedName(target);
  if (name) {
    const isSwitch = /^torch\.(autograd\.grad_mode\.)?set_grad_enabled$/.test(name);
    return isSwitch && /^(true|false)$/.test(flag?.kind ?? '')
      ? { statement, receiver: null, isOn: flag.kind === 'false' }
      : null;
  }
  const receiver = target.child('object') as SyntaxNode;
  const method = target.child('attribute')?.text;
  const type = model.typeOf(receiver);
  if (
    !/^[\w.]+$/.test(receiver.text) ||
    (type?.name.startsWith('builtins.') ?? false) ||
    (method !== 'eval' && method !== 'train')
  ) {
    return null;
  }
  if (!flag) {
    return { statement, receiver, isOn: method === 'eval' };
  }
  return method === 'train' && /^(true|false)$/.test(flag.kind)
    ? { statement, receiver, isOn: flag.kind === 'false' }
    : null;
}

function usesTorch(model: SemanticModel): boolean {
  return model.collect(torchIn).length > 0;
}

function torchIn(_model: SemanticModel, { module }: ICellModel): readonly Binding[] {
  return [...allScopes(module)].flatMap(scope =>
    [...scope.bindings.values()]
      .flat()
      .filter(b => b.imported !== null && /^torch(\.|$)/.test(b.imported))
  );
}

function trains(statement: SyntaxNode, receivers: readonly string[]): boolean {
  return [...statement.walk()].some(
    n =>
      n.kind === 'call' &&
      (receivers.includes(n.child('function')?.text ?? '') ||
        /^(backward|zero_grad|train_step|fit)$/.test(
          n.child('function')?.child('attribute')?.text ?? ''
        ))
  );
}

function switchedIn(
  model: SemanticModel,
  body: readonly SyntaxNode[],
  keys: readonly string[]
): SyntaxNode | null {
  for (const statement of body) {
    for (const n of statement.walk()) {
      const found = n.kind === 'expression_statement' ? switchOf(model, n) : null;
      if (found && keys.includes(keyOf(found))) {
        return n;
      }
    }
  }
  return null;
}

function reboundIn(
  model: SemanticModel,
  body: readonly SyntaxNode[],
  on: readonly ISwitch[]
): SyntaxNode | null {
  const names = new Set(on.flatMap(s => s.receiver?.text.split('.')[0] ?? []));
  const stores = new Set(on.flatMap(s => s.receiver?.text ?? []));
  for (const statement of body) {
    for (const n of statement.walk()) {
      const isName = n.kind === 'identifier' && names.has(n.text) && model.bindingAt(n) !== null;
      const isStore =
        n.kind === 'attribute' &&
        stores.has(n.text) &&
        n.field === 'left' &&
        n.parent?.kind === 'assignment';
      if (isName || isStore) {
        return n;
      }
    }
  }
  return null;
}
