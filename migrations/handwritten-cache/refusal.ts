/** Why a cache kept by hand cannot become `functools.cache` with the same results. */
import {
  allScopes,
  cellName,
  isShown,
  keywordArgument,
  multilineString,
  ownNodes,
  positionalArguments,
  shortText,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { bare, madeBy, type ICache } from './shape';

const unhashable =
  /^(list|dictionary|set|list_comprehension|set_comprehension|dictionary_comprehension)$/;
const unhashableTypes =
  /^(builtins\.(list|dict|set|bytearray)|typing\.(List|Dict|Set)|numpy\.ndarray|pandas\.(DataFrame|Series)|torch\.Tensor)$/;
/** Expressions that give the same at every call with the same arguments, and nothing that could be changed. */
const plain =
  /^(identifier|integer|float|string|string_start|string_content|string_end|true|false|none|binary_operator|unary_operator|comparison_operator|boolean_operator|not_operator|parenthesized_expression|not in|in|is|is not)$/;

/** The first fact in the way as a sentence, or null. */
export function refusal(model: SemanticModel, data: ICache): string | null {
  return storeRefusal(model, data) ?? keyRefusal(model, data) ?? pathRefusal(model, data);
}

function storeRefusal(model: SemanticModel, data: ICache): string | null {
  const { definition, store, binding, isDefault, name } = data;
  const made = madeBy(data);
  const filled = made?.kind === 'call' ? made.child('arguments') : made;
  if (filled?.namedChildren.length) {
    return `\`${store}\` starts with entries of its own.`;
  }
  if (isDefault) {
    const again = model.scopeOf(definition)?.bindings.get(store) ?? [];
    if (again.length > 1) {
      return `\`${store}\` is bound again in the function.`;
    }
  } else {
    const [, other] = model.moduleBindings(store);
    if (other) {
      return `\`${store}\` is bound again in ${cellName(model, other.cell)}.`;
    }
    if (binding.statement?.parent?.parent?.kind !== 'module') {
      return `\`${store}\` is made within another block.`;
    }
    const mention = model.blindMention(store);
    if (mention) {
      return `Cell ${mention.index + 1} was not checked and mentions \`${store}\`.`;
    }
    const outside = model.usesOf(store).find(r => !r.node.isInside(definition));
    if (outside) {
      return `\`${store}\` is also used in line ${lineOf(outside.node)} of ${cellName(model, outside.node)}.`;
    }
  }
  for (const use of data.reads) {
    const entry = use.node.parent;
    const isKnown =
      use.node.isInside(data.lookup.child('condition') as SyntaxNode) ||
      (entry?.kind === 'subscript' &&
        (entry.parent === data.stored || entry.parent?.kind === 'return_statement')) ||
      (isDefault && passedOn(data, use.node) !== null);
    if (!isKnown || use.scope !== model.scopeOf(definition)) {
      return `\`${store}\` is used otherwise in line ${lineOf(use.node)}.`;
    }
  }
  if (isDefault) {
    const position = parametersOf(definition).indexOf(binding.statement as SyntaxNode);
    for (const call of callsOf(model, name)) {
      const given = keywordArgument(call, store) ?? positionalArguments(call)[position];
      if (given && !(call.isInside(definition) && given.text === store)) {
        return `The call in line ${lineOf(call)} of ${cellName(model, call)} passes a dictionary of its own.`;
      }
    }
  }
  return null;
}

function keyRefusal(model: SemanticModel, data: ICache): string | null {
  const { definition, binding, isDefault, keyValue, name } = data;
  const parameters = parametersOf(definition).filter(p => !isDefault || p !== binding.statement);
  const scope = model.scopeOf(definition);
  const odd = parameters.find(
    p =>
      !/^(identifier|typed_parameter|default_parameter|typed_default_parameter)$/.test(p.kind) ||
      (p.kind === 'typed_parameter' && p.namedChildren[0].kind !== 'identifier')
  );
  if (odd) {
    return `\`${name}\` takes \`${odd.text}\`, which the key cannot hold in the same way.`;
  }
  const names = parameters.map(p => nameOf(p));
  const parts = keyValue.kind === 'tuple' ? keyValue.namedChildren : [keyValue];
  const missing = names.find(n => !parts.some(p => p.text === n));
  if (missing || parts.length !== names.length) {
    return `The key \`${shortText(keyValue, 30)}\` is not exactly the arguments of \`${name}\`.`;
  }
  for (const n of names) {
    const [, again] = scope?.bindings.get(n) ?? [];
    if (again?.node) {
      return `The argument \`${n}\` is bound again in line ${lineOf(again.node)}.`;
    }
  }
  if (data.keyStatement) {
    const other = scope?.references.find(
      r => r.name === data.key.text && !isPartOfCache(data, r.node)
    );
    if (other) {
      return `The key \`${data.key.text}\` is used otherwise in line ${lineOf(other.node)}.`;
    }
  }
  for (const p of parameters) {
    const type = p.child('type')?.namedChildren[0];
    const base =
      type?.kind === 'generic_type' ? type.namedChildren[0] : (type?.child('value') ?? type);
    if (base && unhashableTypes.test(model.qualifiedName(base) ?? '')) {
      return `\`${nameOf(p)}\` is a \`${type?.text ?? ''}\`, which cannot be a key.`;
    }
  }
  for (const call of callsOf(model, name)) {
    for (const a of call.child('arguments')?.namedChildren ?? []) {
      const value = a.kind === 'keyword_argument' ? a.child('value') : a;
      const type = model.typeOf(value);
      if (
        value &&
        (unhashable.test(value.kind) || unhashableTypes.test(type?.name ?? '')) &&
        !(isDefault && value.text === data.store)
      ) {
        return `The call in line ${lineOf(call)} of ${cellName(model, call)} passes \`${shortText(value, 25)}\`, which cannot be a key.`;
      }
    }
  }
  return null;
}

/** What runs at a call must hang on nothing but whether the result is known. */
function pathRefusal(model: SemanticModel, data: ICache): string | null {
  const { definition, lookup, isEarly, stored, last } = data;
  const body = definition.child('body') as SyntaxNode;
  const hits = lookup.child('consequence')?.namedChildren ?? [];
  if (isEarly && hits.length > 1) {
    return `Line ${lineOf(hits[0])} also runs when the result is known.`;
  }
  if (lookup.childrenOf('alternative').length) {
    return `The lookup in line ${lineOf(lookup)} has an \`else\`.`;
  }
  const value = last.kind === 'return_statement' ? last.namedChildren[0] : null;
  const kept = stored?.child('right');
  const isEntry = value?.kind === 'subscript' && value.child('value')?.text === data.store;
  if (
    !stored ||
    !kept ||
    kept.kind === 'assignment' ||
    !value ||
    !(isEntry || (kept.kind === 'identifier' && value.text === kept.text))
  ) {
    return `The result is not stored and returned in the last lines of \`${data.name}\`.`;
  }
  for (const s of body.namedChildren) {
    const isFree =
      s === data.keyStatement ||
      s.kind === 'global_statement' ||
      isDocstring(s) ||
      isBaseCase(data, s);
    if (s.start < lookup.start && !isFree) {
      return `Line ${lineOf(s)} runs at every call, also when the result is known.`;
    }
  }
  if (!isEarly && body.namedChildren.at(-2) !== lookup) {
    return `Line ${lineOf(body.namedChildren.at(-2) as SyntaxNode)} runs at every call, also when the result is known.`;
  }
  for (const back of ownNodes(definition, 'return_statement')) {
    const around = back.parent?.parent;
    const isFine =
      back === last || (back.isInside(lookup.child('consequence') as SyntaxNode) && isEarly);
    if (!isFine && !(around && around.parent === body && isBaseCase(data, around))) {
      return `The result that line ${lineOf(back)} returns is not kept.`;
    }
  }
  const declared = body.namedChildren.find(
    s => s.kind === 'global_statement' && s.namedChildren.some(n => n.text !== data.store)
  );
  if (declared) {
    return `\`${data.name}\` changes variables of the notebook (line ${lineOf(declared)}).`;
  }
  if (!isEarly && /[\r\n]/.test((lookup.child('condition') as SyntaxNode).text)) {
    return `The lookup in line ${lineOf(lookup)} goes over several lines.`;
  }
  if (!isEarly && multilineString(lookup.cell, lookup)) {
    return `A text over several lines in line ${lineOf(lookup)} would change with its indentation.`;
  }
  if (isShown(lookup)) {
    return `Line ${lineOf(lookup)} is shown below the cell.`;
  }
  return stateRefusal(model, data);
}

/** Variables of the notebook that the result hangs on and that other code changes. */
function stateRefusal(model: SemanticModel, data: ICache): string | null {
  const scope = model.scopeOf(data.definition);
  for (const r of scope ? [...allScopes(scope)].flatMap(s => s.references) : []) {
    if (
      r.name === data.store ||
      r.name === data.name ||
      r.scope.resolve(r.name)?.kind !== 'module'
    ) {
      continue;
    }
    const bindings = model.moduleBindings(r.name);
    const isVariable =
      bindings.length > 0 &&
      bindings.every(b => b.imported === null && b.kind !== 'function' && b.kind !== 'class');
    const change = model
      .mutationsOf(r.name)
      .find(m => m.certain && m.root.scope.resolve(r.name)?.kind === 'module');
    if (isVariable && (bindings.length > 1 || change)) {
      return `The result hangs on \`${r.name}\`, which the notebook changes in ${cellName(model, change?.node ?? bindings[bindings.length - 1].cell)}.`;
    }
  }
  return null;
}

/** `if n < 2: return n`: told by the arguments alone, so keeping its result changes nothing. */
function isBaseCase(data: ICache, s: SyntaxNode): boolean {
  const block = s.kind === 'if_statement' ? s.child('consequence') : null;
  const only = block?.namedChildren.length === 1 ? block.namedChildren[0] : null;
  const names = parametersOf(data.definition).map(nameOf);
  const isPlain = (n: SyntaxNode): boolean =>
    [...n.walk()].every(
      c => !c.named || (plain.test(c.kind) && (c.kind !== 'identifier' || names.includes(c.text)))
    );
  const value = only?.kind === 'return_statement' ? only.namedChildren[0] : null;
  return (
    value !== null &&
    value !== undefined &&
    !s.childrenOf('alternative').length &&
    isPlain(s.child('condition') as SyntaxNode) &&
    isPlain(value)
  );
}

function isDocstring(s: SyntaxNode): boolean {
  return s.kind === 'expression_statement' && s.namedChildren[0]?.kind === 'string';
}

/** The argument, with its keyword, through which a recursive call hands the dictionary on. */
export function passedOn(data: ICache, use: SyntaxNode): SyntaxNode | null {
  const argument = use.parent?.kind === 'keyword_argument' ? use.parent : use;
  const call = argument.parent?.kind === 'argument_list' ? argument.parent.parent : null;
  return call?.child('function')?.text === data.name ? argument : null;
}

export function parametersOf(definition: SyntaxNode): readonly SyntaxNode[] {
  return definition.child('parameters')?.namedChildren ?? [];
}

function nameOf(parameter: SyntaxNode): string {
  return (
    parameter.child('name') ??
    (parameter.kind === 'identifier' ? parameter : parameter.namedChildren[0])
  ).text;
}

/** Calls of the function by its name. */
export function callsOf(model: SemanticModel, name: string): SyntaxNode[] {
  return model
    .usesOf(name)
    .flatMap(u =>
      u.node.parent?.kind === 'call' && u.node.field === 'function' ? [u.node.parent] : []
    );
}

function isPartOfCache(data: ICache, n: SyntaxNode): boolean {
  const entry = n.ancestor('subscript');
  return (
    n.isInside(data.lookup.child('condition') as SyntaxNode) ||
    (entry?.child('value')?.text === data.store &&
      bare(entry.text) === bare(`${data.store}[${data.key.text}]`))
  );
}

export function lineOf(node: SyntaxNode): number {
  return node.cell.lines.position(node.start).line;
}
