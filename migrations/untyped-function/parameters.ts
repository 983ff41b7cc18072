/** The type of a parameter: from its default, from what all calls pass, from what the body needs. Where that leaves a doubt: none. */
import type { Binding, SyntaxNode } from '../../src/core';
import { passedFor } from './passed';
import { receiverOf } from './signature';
import { arithmetic, isNumber } from './known';
import { fromAnnotation, join, rootOf, type ITypes, type TypeText } from './types';
import { allows, guardsNone, isTested, provenBy } from './uses';

/** Names that count something; a number that is called otherwise may as well be meant as a float. */
const counts =
  /^(n|k|n_\w+|num_\w+|\w+_num|(max|min|seq)_len(gth)?|(\w+_)?(epochs?|steps|iterations|seed|idx|count)|(\w+_)?batch_size|(hidden|vocab|embed|embedding|emb|latent|queue|cache|buffer|chunk|page|sample)_(size|dim)|\w+_dims?|random_state|layers|units|patience|top_?[kn]|year|month|day|max_(iter|iterations|depth|tokens|retries|workers)|degree|retries|attempts|num)$/;

/** Where a text is only one of the kinds that the libraries take. */
const takesMore =
  /^(dtype|device|ax|cmap|c|\w*colou?rs?|key|activation|optimizer|loss|metric|kernel|callback|criterion)$/;

export function inferParameter(
  types: ITypes,
  definition: SyntaxNode,
  parameter: SyntaxNode
): TypeText | null {
  const annotation = parameter.child('type');
  const value = parameter.child('value');
  if (annotation) {
    return value?.kind === 'none' ? null : fromAnnotation(types.model, annotation);
  }
  const name = (parameter.child('name') ?? parameter).text;
  const bindings = types.model.scopeOf(definition)?.bindings.get(name) ?? [];
  if (!bindings.length || parameter === receiverOf(definition)) {
    return null;
  }
  const uses = [...new Set(bindings.flatMap(b => types.model.references(b)))];
  const isOptional = value?.kind === 'none';
  const proven = provenBy(types, uses);
  const type = candidate(types, definition, parameter, name, proven);
  if (type === null || type.includes('|') || (type === 'str' && takesMore.test(name))) {
    return null;
  }
  const looked = isOptional ? uses.filter(u => !isTested(u.node)) : uses;
  const holds =
    (!isOptional || guardsNone(uses)) &&
    types.suppose(
      parameter,
      type,
      () =>
        bindings.every(b => b.kind === 'parameter' || keeps(types, b, type)) &&
        allows(types, type, looked)
    );
  return holds ? (isOptional ? `${type} | None` : type) : null;
}

/** What default, calls and body agree on, before the uses are looked at. */
function candidate(
  types: ITypes,
  definition: SyntaxNode,
  parameter: SyntaxNode,
  name: string,
  proven: TypeText | null
): TypeText | null {
  const value = parameter.child('value');
  const start = value && value.kind !== 'none' ? types.of(value) : null;
  const { passed, isComplete } = passedFor(types, definition, parameter, name);
  if (value && value.kind !== 'none') {
    const size = figureSize(name, start);
    if (size) {
      return passed.every(p => figureSize(name, p) !== null) ? size : null;
    }
    const all = join([start, ...passed]);
    return all && /^(bool|str|int|float)$/.test(all)
      ? start === 'bool' || all !== 'int' || isCount(name, proven)
        ? all
        : null
      : null;
  }
  const known = passed.filter(p => p !== null);
  const given = known.length ? join(known) : null;
  if (proven) {
    return known.length && given !== proven ? null : proven;
  }
  if (!isComplete || !given || passed.includes(null)) {
    return null;
  }
  if (/\bint\b/.test(given) && !isCount(name, proven)) {
    // What holds whole numbers in these calls may hold fractions in the next.
    return /^(list|dict|set)\b/.test(given) ? rootOf(given) : null;
  }
  return given;
}

function isCount(name: string, proven: TypeText | null): boolean {
  return proven === 'int' || counts.test(name);
}

/** Inches of a figure: ints in one call, fractions in the next. */
function figureSize(name: string, type: TypeText | null): TypeText | null {
  return /fig_?size$/.test(name) && /^tuple\[(int|float), (int|float)\]$/.test(type ?? '')
    ? 'tuple[float, float]'
    : null;
}

/** True when a parameter that is bound again still has its type. */
function keeps(types: ITypes, binding: Binding, type: TypeText): boolean {
  if (binding.kind === 'augmented') {
    const right = binding.statement?.child('right') ?? null;
    const operator = binding.statement?.child('operator')?.text.replace(/=$/, '') ?? '';
    return isNumber(type) || type === 'str'
      ? arithmetic(type, operator, types.of(right), right) === type
      : false;
  }
  return binding.isPlain && types.of(binding.value) === type;
}
