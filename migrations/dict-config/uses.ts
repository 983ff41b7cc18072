/**
 * What happens to a dict of settings after its definition: reads by key, writes, handing on. Follows it into functions of the
 * notebook that are only ever called with it.
 */
import {
  positionalArguments,
  shortText,
  stringValue,
  type Reference,
  type SemanticModel,
  type SettingsStyle,
  type SyntaxNode
} from '../../src/core';
import type { IConfig } from './config';

export interface IUse {
  /**
   * `read`, `write`: of a known key; `bridge`: wants a dict and can be given one; `shown`: displayed; `passed`: goes to a function of
   * the notebook, whose own uses are listed too; `annotation`: the type of its parameter; `closed`: rules the class out.
   */
  readonly kind: 'read' | 'write' | 'bridge' | 'shown' | 'passed' | 'annotation' | 'closed';
  /** The whole expression: `cfg["lr"]`. */
  readonly node: SyntaxNode;
  /** The name in it: `cfg`. */
  readonly owner: SyntaxNode;
  readonly key: string | null;
  /** What happens there, in words; the function's name for `passed`. */
  readonly reason: string;
}

export function collectUses(model: SemanticModel, config: IConfig): IUse[] {
  const keys = new Set(config.entries.map(e => e.key));
  const uses: IUse[] = [];
  const seen = new Set<SyntaxNode>();
  const open: Reference[] = [...model.usesOf(config.name)];
  for (let r = open.shift(); r; r = open.shift()) {
    if (seen.has(r.node)) {
      continue;
    }
    seen.add(r.node);
    const use = classify(model, r, keys);
    if (use.kind === 'passed') {
      const inner = follow(model, r, config.name);
      if (inner) {
        uses.push(use);
        open.push(...inner.references);
        const { annotation } = inner;
        if (annotation && !seen.has(annotation)) {
          seen.add(annotation);
          uses.push({
            kind: 'annotation',
            node: annotation,
            owner: annotation,
            key: null,
            reason: ''
          });
        }
      } else {
        uses.push({
          ...use,
          kind: 'closed',
          reason: `\`${r.name}\` is passed to \`${use.reason}\``
        });
      }
      continue;
    }
    uses.push(use);
  }
  return uses.sort(
    (a, b) => model.orderOf(a.node) - model.orderOf(b.node) || a.node.start - b.node.start
  );
}

/** The dict as an expression: `asdict(cfg)` or `cfg.model_dump()`. */
export function bridgeText(
  owner: string,
  style: SettingsStyle,
  add: (module: string, name: string) => string
): string {
  return style === 'pydantic'
    ? `${owner}.model_dump()`
    : `${add('dataclasses', 'asdict')}(${owner})`;
}

const dictReaders =
  /^(builtins\.print|pprint\.(pprint|pp|pformat)|json\.dumps?|yaml\.(safe_)?dump|builtins\.dict|wandb\.init|mlflow\.log_params|copy\.(deep)?copy)$/;

function classify(model: SemanticModel, r: Reference, keys: ReadonlySet<string>): IUse {
  const { node, name } = r;
  const make = (
    kind: IUse['kind'],
    reason: string,
    whole = node,
    key: string | null = null
  ): IUse => ({
    kind,
    node: whole,
    owner: node,
    key,
    reason
  });
  const { parent } = node;
  if (node.cell.magics.some(m => m.range.start <= node.start && node.end <= m.range.end)) {
    return make('closed', `A magic uses \`${name}\``);
  }
  if (parent?.kind === 'subscript' && node.field === 'value') {
    const key = stringValue(parent.child('subscript'));
    if (key === null || parent.childrenOf('subscript').length !== 1) {
      return make('closed', `\`${name}\` is read with a computed key`, parent);
    }
    if (!keys.has(key)) {
      return make('closed', `\`${name}\` has no key \`${key}\`, which is used`, parent);
    }
    if (isDeleted(parent)) {
      return make('closed', `\`${key}\` is deleted`, parent);
    }
    return make(isWritten(parent) ? 'write' : 'read', '', parent, key);
  }
  if (parent?.kind === 'attribute' && node.field === 'object') {
    return method(parent, name, keys, make);
  }
  if (parent?.kind === 'dictionary_splat') {
    return make('bridge', `\`**${name}\` is unpacked`);
  }
  if (parent?.kind === 'argument_list' || parent?.kind === 'keyword_argument') {
    const call = node.ancestor('call');
    const callee = call?.child('function') ?? null;
    if (dictReaders.test(model.qualifiedName(callee) ?? '')) {
      return make('bridge', `\`${name}\` is passed to \`${callee ? shortText(callee) : ''}\``);
    }
    const target = call ? model.callee(call) : null;
    return target?.kind === 'function_definition'
      ? make('passed', callee?.text ?? '', call ?? node)
      : make(
          'closed',
          `\`${name}\` is passed to \`${callee ? shortText(callee) : 'a call'}\``,
          call ?? node
        );
  }
  if (parent?.kind === 'expression_statement' && parent.parent?.kind === 'module') {
    return make('shown', `\`${name}\` is displayed`);
  }
  if (parent?.kind === 'interpolation') {
    return make('bridge', `\`${name}\` is put into a text`);
  }
  if (parent?.kind === 'assignment') {
    return make('closed', `\`${name}\` gets a second name`, parent);
  }
  if (parent?.kind === 'comparison_operator') {
    return make('closed', `\`${name}\` is compared or searched`, parent);
  }
  if (parent?.kind === 'for_statement' || parent?.kind === 'for_in_clause') {
    return make('closed', `\`${name}\` is iterated`);
  }
  if (parent?.kind === 'return_statement') {
    return make('closed', `\`${name}\` is returned`);
  }
  return make('closed', `\`${name}\` is used as a whole`);
}

function method(
  attribute: SyntaxNode,
  name: string,
  keys: ReadonlySet<string>,
  make: (kind: IUse['kind'], reason: string, whole?: SyntaxNode, key?: string | null) => IUse
): IUse {
  const called = attribute.child('attribute')?.text ?? '';
  const call = attribute.parent?.kind === 'call' ? attribute.parent : null;
  const [first, ...rest] = call ? positionalArguments(call) : [];
  const key = called === 'get' && first ? stringValue(first) : null;
  if (call && key !== null && keys.has(key)) {
    const isPlain = rest.every(d =>
      /^(string|integer|float|true|false|none|identifier)$/.test(d.kind)
    );
    return isPlain
      ? make('read', '', call, key)
      : make('closed', `\`${name}.get("${key}", …)\` computes another value`, call);
  }
  return make(
    'closed',
    key !== null
      ? `\`${name}\` has no key \`${key}\`, which is used`
      : `\`${name}.${called}\` is used`,
    call ?? attribute
  );
}

function isWritten(subscript: SyntaxNode): boolean {
  const { parent } = subscript;
  return (
    (subscript.field === 'left' &&
      /^(assignment|augmented_assignment|for_statement|for_in_clause)$/.test(parent?.kind ?? '')) ||
    /^(pattern_list|tuple_pattern|list_pattern|list_splat_pattern|as_pattern_target)$/.test(
      parent?.kind ?? ''
    )
  );
}

function isDeleted(subscript: SyntaxNode): boolean {
  const { parent } = subscript;
  return (
    parent?.kind === 'delete_statement' ||
    (parent?.kind === 'expression_list' && parent.parent?.kind === 'delete_statement')
  );
}

interface IFollowed {
  readonly references: readonly Reference[];
  /** The type of the parameter, where it says `dict`. */
  readonly annotation: SyntaxNode | null;
}

/**
 * The uses of the parameter that receives the settings, when every call of the function hands it these settings and the parameter
 * is never bound again; null otherwise.
 */
function follow(model: SemanticModel, r: Reference, config: string): IFollowed | null {
  const call = r.node.ancestor('call') as SyntaxNode;
  const definition = model.callee(call);
  const owner = definition ? model.scopeOf(definition) : null;
  const name = definition?.child('name')?.text;
  if (!definition || !owner || !name || owner.parent?.kind !== 'module') {
    return null;
  }
  const parameter = parameterFor(call, definition, r.node);
  if (!parameter) {
    return null;
  }
  const bindings = owner.bindings.get(parameter) ?? [];
  const calls = model.usesOf(name);
  const allAlike = calls.every(u => {
    const other = u.node.parent;
    if (
      other?.kind !== 'call' ||
      u.node.field !== 'function' ||
      model.callee(other) !== definition
    ) {
      return false;
    }
    const argument = (other.child('arguments')?.namedChildren ?? [])
      .map(a => (a.kind === 'keyword_argument' ? a.child('value') : a))
      .find(a => a && parameterFor(other, definition, a) === parameter);
    const reference = argument ? model.referenceAt(argument) : null;
    return (
      reference !== null &&
      (isConfigItself(reference, config) ||
        // Handed through by a function that received it under the same name.
        (reference.name === r.name && reference.scope === r.scope))
    );
  });
  if (!allAlike || bindings.length !== 1 || model.blindMention(name)) {
    return null;
  }
  const typed = bindings[0].node?.ancestor('typed_parameter', 'typed_default_parameter') ?? null;
  return {
    references: model.references(bindings[0]),
    annotation: typed?.child('type') ?? null
  };
}

function isConfigItself(reference: Reference, config: string): boolean {
  return reference.name === config && reference.scope.resolve(config)?.kind === 'module';
}

function parameterFor(
  call: SyntaxNode,
  definition: SyntaxNode,
  argument: SyntaxNode
): string | null {
  const parameters = definition.child('parameters')?.namedChildren ?? [];
  if (argument.parent?.kind === 'keyword_argument') {
    const name = argument.parent.child('name')?.text ?? '';
    return parameters.some(p => parameterName(p) === name && isDictOrUntyped(p)) ? name : null;
  }
  const positional = positionalArguments(call);
  const at = positional.indexOf(argument);
  if (at < 0 || positional.slice(0, at).some(a => a.kind === 'list_splat')) {
    return null;
  }
  const parameter = parameters[at];
  return parameter &&
    isDictOrUntyped(parameter) &&
    parameters.slice(0, at + 1).every(p => parameterName(p) !== null)
    ? parameterName(parameter)
    : null;
}

/** The name of a plain or defaulted parameter without a type or with that of a dict; null for any other, `*args` and `/` too. */
function parameterName(parameter: SyntaxNode): string | null {
  switch (parameter.kind) {
    case 'identifier':
      return parameter.text;
    case 'default_parameter':
      return parameter.child('name')?.text ?? null;
    case 'typed_parameter':
    case 'typed_default_parameter': {
      const name = parameter.child('name') ?? parameter.namedChildren[0];
      return name?.kind === 'identifier' ? name.text : null;
    }
  }
  return null;
}

const dictType = /^((typing\.)?(Dict|Mapping|MutableMapping)|dict)(\[[^\]]*\])?$/;

function isDictOrUntyped(parameter: SyntaxNode): boolean {
  const type = parameter.child('type');
  return type === null || dictType.test(type.text);
}
