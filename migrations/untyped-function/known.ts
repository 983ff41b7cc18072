/** What well-known functions and methods return. Only those whose answer does not hang on the kind of their arguments. */
import { keywordArgument, positionalArguments, type SyntaxNode } from '../../src/core';
import type { ITypes, TypeText } from './types';

const returns: Readonly<Record<TypeText, string>> = {
  int: 'builtins.len builtins.int builtins.ord builtins.id builtins.hash math.floor math.ceil math.factorial math.gcd math.comb random.randint random.randrange',
  float:
    'builtins.float time.time time.perf_counter time.monotonic math.sqrt math.exp math.log math.log2 math.log10 math.sin math.cos math.tan math.atan2 math.radians random.random random.uniform random.gauss',
  str: 'builtins.str builtins.input builtins.repr builtins.chr builtins.hex builtins.bin os.getcwd json.dumps time.strftime',
  bool: 'builtins.bool builtins.isinstance builtins.issubclass builtins.callable builtins.hasattr builtins.any builtins.all os.path.exists os.path.isfile os.path.isdir torch.cuda.is_available',
  list: 'builtins.list builtins.sorted',
  dict: 'builtins.dict',
  set: 'builtins.set',
  range: 'builtins.range',
  bytes: 'builtins.bytes',
  'numpy.ndarray':
    'numpy.array numpy.zeros numpy.ones numpy.empty numpy.full numpy.arange numpy.linspace numpy.logspace numpy.eye numpy.identity numpy.concatenate numpy.stack numpy.vstack numpy.hstack numpy.column_stack numpy.zeros_like numpy.ones_like',
  'torch.Tensor':
    'torch.tensor torch.zeros torch.ones torch.empty torch.full torch.rand torch.randn torch.randint torch.arange torch.linspace torch.eye torch.stack torch.cat torch.from_numpy torch.zeros_like torch.ones_like torch.randn_like',
  'pandas.DataFrame':
    'pandas.DataFrame pandas.read_csv pandas.read_parquet pandas.merge pandas.get_dummies pandas.crosstab'
};

const byFunction = new Map<string, TypeText>();
for (const [type, names] of Object.entries(returns)) {
  for (const name of names.split(' ')) {
    byFunction.set(name, type);
  }
}

/** Answer with the same kind of text as they are given: bytes for bytes. */
const textFunctions =
  /^(os\.path\.(join|basename|dirname|abspath|expanduser|normpath)|re\.(sub|escape))$/;

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** All members of a text that are called. */
const stringMethods: Readonly<Record<TypeText, ReadonlySet<string>>> = {
  str: words(
    'lower upper strip lstrip rstrip title capitalize casefold swapcase replace join format zfill center ljust rjust removeprefix removesuffix translate expandtabs'
  ),
  bool: words(
    'startswith endswith isdigit isalpha isalnum isnumeric isupper islower isspace isidentifier isdecimal istitle'
  ),
  int: words('find rfind index rindex count'),
  'list[str]': words('split rsplit splitlines'),
  bytes: words('encode'),
  'tuple[str, str, str]': words('partition rpartition')
};

/** True for a name that texts have. */
export function isStringMember(name: string): boolean {
  return Object.values(stringMethods).some(names => names.has(name));
}

const frameMethods = words(
  'dropna drop reset_index set_index fillna copy sort_values sort_index head tail sample rename merge assign drop_duplicates astype query'
);
const arrayMethods = words('reshape astype copy flatten ravel transpose');
const tensorMethods = words(
  'reshape view to float long half int double bool cuda cpu detach clone squeeze unsqueeze permute transpose contiguous flatten'
);

export function functionResult(types: ITypes, name: string, call: SyntaxNode): TypeText | null {
  const [first, second] = positionalArguments(call);
  switch (name) {
    case 'builtins.round':
      return first && isNumber(types.of(first))
        ? second || keywordArgument(call, 'ndigits')
          ? types.of(first)
          : 'int'
        : null;
    case 'builtins.abs':
      return first && isNumber(types.of(first)) ? types.of(first) : null;
    case 'pandas.read_csv':
    case 'pandas.read_parquet':
      // With these it hands out pieces, or a column.
      return ['chunksize', 'iterator', 'squeeze'].some(k => keywordArgument(call, k)) ||
        call.child('arguments')?.namedChildren.some(a => a.kind === 'dictionary_splat')
        ? null
        : 'pandas.DataFrame';
  }
  if (textFunctions.test(name)) {
    return first && types.of(first) === 'str' ? 'str' : null;
  }
  return byFunction.get(name) ?? null;
}

export function methodResult(owner: TypeText, method: string, call: SyntaxNode): TypeText | null {
  switch (owner) {
    case 'str':
      return Object.entries(stringMethods).find(([, names]) => names.has(method))?.[0] ?? null;
    case 'bytes':
      return method === 'decode' ? 'str' : null;
    case 'pandas.DataFrame':
      return frameMethods.has(method) && !keywordArgument(call, 'inplace') ? owner : null;
    case 'numpy.ndarray':
      return arrayMethods.has(method) ? owner : null;
    case 'torch.Tensor':
      return method === 'numpy' ? 'numpy.ndarray' : tensorMethods.has(method) ? owner : null;
  }
  return null;
}

export function isNumber(type: TypeText | null): boolean {
  return type === 'int' || type === 'float';
}

/** The type of `left operator right`, or null. */
export function arithmetic(
  left: TypeText | null,
  operator: string,
  right: TypeText | null,
  rightNode: SyntaxNode | null
): TypeText | null {
  if (left === 'str') {
    // `"%s" % x` is a text whatever x is.
    return operator === '%' ||
      (operator === '+' && right === 'str') ||
      (operator === '*' && right === 'int')
      ? 'str'
      : null;
  }
  if (!isNumber(left) || !isNumber(right)) {
    return null;
  }
  const isFloat = left === 'float' || right === 'float';
  switch (operator) {
    case '/':
      return 'float';
    case '+':
    case '-':
    case '*':
    case '//':
    case '%':
      return isFloat ? 'float' : 'int';
    case '**':
      // A negative exponent makes a float of an int, a negative base a complex number of a float.
      return rightNode?.kind === 'integer' ? left : null;
  }
  return null;
}
