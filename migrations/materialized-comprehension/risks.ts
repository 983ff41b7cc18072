/** What reading the items one at a time can change, where it cannot be ruled out. */
import { keywordArgument, shortText, type SemanticModel, type SyntaxNode } from '../../src/core';
import type { IBuiltList } from './index';

/** Functions that do nothing but give a value. */
const pureFunctions: ReadonlySet<string> = new Set([
  ...'abs bool bytes callable chr complex divmod float format hasattr hash hex id int isinstance issubclass len max min oct ord pow range repr round set sorted str sum tuple type zip'
    .split(' ')
    .map(n => `builtins.${n}`),
  'math.isclose',
  'math.isnan',
  'math.sqrt',
  'math.log',
  'math.exp',
  'os.path.exists',
  'os.path.isfile',
  'os.path.isdir',
  'os.path.join',
  'os.path.basename',
  'os.path.splitext',
  're.match',
  're.search',
  'numpy.isnan',
  'numpy.isinf',
  'numpy.isclose',
  'numpy.allclose',
  'numpy.array_equal',
  'numpy.abs',
  'numpy.sqrt'
]);

/** Methods of texts, dictionaries and paths that have no other common meaning and do nothing but give a value. */
const pureMethods: ReadonlySet<string> = new Set(
  (
    'startswith endswith lower upper title casefold strip lstrip rstrip split rsplit splitlines isdigit isalpha isalnum isupper islower isspace ' +
    'isnumeric isdecimal keys values items get find count index replace exists is_file is_dir group groups isdisjoint issubset issuperset'
  ).split(' ')
);

/** A call in the list that may do more than give a value. */
function effectOf(model: SemanticModel, list: SyntaxNode): SyntaxNode | null {
  for (const n of list.walk()) {
    if (n.kind === 'named_expression') {
      return n;
    }
    if (n.kind !== 'call' || n === list) {
      continue;
    }
    const target = n.child('function') as SyntaxNode;
    const name = model.qualifiedName(target);
    const isPure = name
      ? pureFunctions.has(name)
      : target.kind === 'attribute' && pureMethods.has(target.child('attribute')?.text ?? '');
    if (!isPure && !isFirstIterable(n, list)) {
      return n;
    }
  }
  return null;
}

/** The iterable of the first `for` is evaluated once and at once, in a generator expression too. */
function isFirstIterable(node: SyntaxNode, list: SyntaxNode): boolean {
  const first = list.children.find(c => c.kind === 'for_in_clause');
  const right = first?.child('right');
  return right ? node === right : false;
}

export function lazyRisks(
  model: SemanticModel,
  { list, inner, consumer }: IBuiltList
): readonly string[] {
  const body = inner ?? list;
  const risks: string[] = [];
  const name = consumer.target.text;
  const effect = effectOf(model, body) ?? mappedEffect(model, body);
  if ((consumer.name === 'builtins.any' || consumer.name === 'builtins.all') && effect) {
    const hit = consumer.name === 'builtins.any' ? 'true' : 'false';
    risks.push(
      `\`${name}\` stops at the first ${hit} item: \`${shortText(effect, 30)}\` no longer runs for the items after it.`
    );
  }
  if (consumer.name === 'builtins.enumerate') {
    risks.push('The body of the loop now runs between the items, not after all of them.');
  }
  if (consumer.name === 'str.join') {
    risks.push(
      '`join` collects the items in a list of its own: this is shorter, but saves no memory and takes a little longer.'
    );
  }
  const key = keywordArgument(consumer.call, 'key');
  if (key && effect && /^builtins\.(min|max)$/.test(consumer.name)) {
    risks.push(`\`${shortText(key, 30)}\` now runs between the items, not after all of them.`);
  }
  const next = [...body.walk()].find(
    n => n.kind === 'call' && model.qualifiedName(n.child('function')) === 'builtins.next'
  );
  if (next && !next.child('arguments')?.children.some(c => c.kind === ',')) {
    risks.push(`A \`StopIteration\` from \`${shortText(next, 30)}\` becomes a \`RuntimeError\`.`);
  }
  return risks;
}

/** The function that `map` or `filter` runs, unless it does nothing but give a value. */
function mappedEffect(model: SemanticModel, body: SyntaxNode): SyntaxNode | null {
  if (
    body.kind !== 'call' ||
    !/^builtins\.(map|filter)$/.test(model.qualifiedName(body.child('function')) ?? '')
  ) {
    return null;
  }
  const mapped = body.child('arguments')?.namedChildren[0] ?? null;
  return mapped?.kind === 'lambda' || pureFunctions.has(model.qualifiedName(mapped) ?? '')
    ? null
    : mapped;
}
