/** Which calls draw from the shared random numbers of a library, and how each library is seeded. */
import {
  hasSplat,
  keywordArgument,
  positionalArguments,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export type Library = 'random' | 'numpy' | 'torch' | 'tensorflow';

/** What comes after the library's name in the call that seeds it. */
export const seedCalls: Readonly<Record<Library, string>> = {
  random: 'seed',
  numpy: 'random.seed',
  torch: 'manual_seed',
  // Seeds `random` and NumPy as well, from which Keras draws the seeds of its layers.
  tensorflow: 'keras.utils.set_random_seed'
};

export interface ISource {
  readonly call: SyntaxNode;
  readonly library: Library;
  /** True where a text is made of it, such as the name of a bucket: it has to differ from run to run. */
  readonly isName: boolean;
}

const patterns: readonly (readonly [RegExp, Library])[] = [
  [
    /^random\.(random|randint|randrange|randbytes|choice|choices|sample|shuffle|uniform|triangular|gauss|normalvariate|lognormvariate|expovariate|betavariate|gammavariate|vonmisesvariate|paretovariate|weibullvariate|getrandbits)$/,
    'random'
  ],
  [
    /^numpy\.random\.(rand|randn|randint|random|random_sample|random_integers|ranf|sample|choice|bytes|shuffle|permutation|beta|binomial|chisquare|dirichlet|exponential|f|gamma|geometric|gumbel|hypergeometric|laplace|logistic|lognormal|multinomial|multivariate_normal|negative_binomial|normal|pareto|poisson|power|rayleigh|standard_\w+|triangular|uniform|vonmises|wald|weibull|zipf)$/,
    'numpy'
  ],
  [/^scipy\.stats\.\w+\.rvs$/, 'numpy'],
  [
    /^sklearn\.(model_selection\.(train_test_split|ShuffleSplit|StratifiedShuffleSplit|GroupShuffleSplit|RandomizedSearchCV)|ensemble\.(RandomForest|ExtraTrees|GradientBoosting|Bagging|AdaBoost)\w+|cluster\.(MiniBatch)?KMeans|mixture\.\w+|neural_network\.MLP\w+|manifold\.TSNE|linear_model\.SGD\w+|datasets\.make_\w+|utils\.(shuffle|resample))$/,
    'numpy'
  ],
  [
    /^torch\.(rand|randn|randint|randperm|rand_like|randn_like|randint_like|normal|bernoulli|multinomial|poisson)$/,
    'torch'
  ],
  [/^torch\.nn\.init\.\w+_$/, 'torch'],
  [/^torch\.utils\.data\.random_split$/, 'torch'],
  [
    /^tensorflow\.random\.(normal|uniform|truncated_normal|shuffle|gamma|poisson|categorical)$/,
    'tensorflow'
  ]
];
/** Split with `shuffle=True`. */
const shuffled = /^sklearn\.model_selection\.(Stratified|Group)?KFold$/;
const loader = /^torch\.utils\.data\.(dataloader\.)?DataLoader$/;
/** Layers that start from random weights; said only where something is trained. */
const layers =
  /^torch\.nn\.(Linear|Bilinear|LazyLinear|Conv\w+|LSTM|GRU|RNN|Embedding|EmbeddingBag|MultiheadAttention|Transformer\w*)$/;

/** Every draw from shared random numbers, in document order. */
export function sourcesOf(model: SemanticModel): readonly ISource[] {
  return model.collect(sourcesIn);
}

/** True where something is trained. */
function isTrained(model: SemanticModel): boolean {
  return model.collect(trainingIn).length > 0;
}

function trainingIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax
    .nodes('attribute')
    .filter(a => a.child('attribute')?.text === 'backward' && a.parent?.kind === 'call');
}

function sourcesIn(model: SemanticModel, { syntax }: ICellModel): readonly ISource[] {
  const found: ISource[] = [];
  const trains = model.memo(isTrained);
  for (const call of syntax.nodes('call')) {
    const library = libraryOf(model, call, trains);
    if (library && !hasSplat(call) && !isWait(model, call)) {
      found.push({ call, library, isName: isName(model, call) });
    }
  }
  return found;
}

function libraryOf(model: SemanticModel, call: SyntaxNode, trains: boolean): Library | null {
  const name = model.qualifiedName(call.child('function'));
  if (!name) {
    const target = call.child('function');
    const type =
      target?.kind === 'attribute' && target.child('attribute')?.text === 'sample'
        ? model.typeOf(target.child('object'))
        : null;
    return type && /^pandas\.(DataFrame|Series|read_\w+\(\))$/.test(type.name) ? 'numpy' : null;
  }
  for (const [pattern, library] of patterns) {
    if (pattern.test(name)) {
      return keywordArgument(call, 'shuffle')?.kind === 'false' ? null : library;
    }
  }
  if (shuffled.test(name)) {
    return keywordArgument(call, 'shuffle')?.kind === 'true' ? 'numpy' : null;
  }
  if (loader.test(name)) {
    return (keywordArgument(call, 'shuffle') ?? positionalArguments(call)[2])?.kind === 'true' &&
      trains
      ? 'torch'
      : null;
  }
  return trains && layers.test(name) ? 'torch' : null;
}

/** A random pause changes no result. */
function isWait(model: SemanticModel, call: SyntaxNode): boolean {
  for (let n = call.parent; n && n.kind !== 'block'; n = n.parent) {
    if (
      n.kind === 'call' &&
      /^(time|asyncio)\.sleep$/.test(model.qualifiedName(n.child('function')) ?? '')
    ) {
      return true;
    }
  }
  return false;
}

/** `f"bucket-{randint(1, 99)}"`, `"".join(choices(string.digits))`: unless it is printed, the text is there to be unlike any other. */
function isName(model: SemanticModel, call: SyntaxNode): boolean {
  const drawsLetters = [...call.walk()].some(n =>
    /^string\.(ascii_\w+|digits|hexdigits)$/.test(model.qualifiedName(n) ?? '')
  );
  let isText = drawsLetters;
  for (let n = call.parent; n && !/_statement$|^block$/.test(n.kind); n = n.parent) {
    if (n.kind === 'call') {
      const target = n.child('function');
      const name = model.qualifiedName(target) ?? target?.text ?? '';
      if (
        /^(builtins\.print|IPython\.display\.\w+|display)$|(^|\.)(set_)?(x|y)?(label|title|text)$/.test(
          name
        )
      ) {
        return false;
      }
    }
    isText ||=
      n.kind === 'interpolation' ||
      (n.kind === 'call' && model.qualifiedName(n.child('function')) === 'builtins.str');
  }
  return isText;
}

/** The first use of what only TensorFlow 1 has: there a seed belongs to one graph. */
export function firstOfTensorFlow1(model: SemanticModel): SyntaxNode | null {
  return model.collect(tensorFlow1In)[0] ?? null;
}

const onlyTensorFlow1 =
  /^tensorflow\.(compat\.v1|contrib|placeholder|Session|InteractiveSession|ConfigProto|get_variable|variable_scope|global_variables_initializer|initialize_all_variables|reset_default_graph|truncated_normal|random_normal|random_uniform|app|flags|train\.\w+Optimizer|nn\.rnn_cell)\b/;

function tensorFlow1In(model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax
    .nodes('attribute')
    .filter(a => onlyTensorFlow1.test(model.qualifiedName(a) ?? ''))
    .slice(0, 1);
}

/** True when the notebook seeds anything, or hands a generator or a seed to anybody: then its author decided. */
export function isSeeded(model: SemanticModel): boolean {
  return (
    model.collect(seedsIn).length > 0 ||
    model.blindCells.some(c => /seed|random_state/i.test(c.syntax.source))
  );
}

/** Calls that seed, or hand a generator or a seed to somebody. */
function seedsIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax.nodes('call').filter(call => {
    const target = call.child('function');
    const last = target?.kind === 'attribute' ? target.child('attribute')?.text : target?.text;
    return (
      /seed/i.test(last ?? '') ||
      (/^(RandomState|default_rng|Random|PRNGKey|SystemRandom)$/.test(last ?? '') &&
        (positionalArguments(call).length > 0 || last === 'SystemRandom')) ||
      (call.child('arguments')?.namedChildren ?? []).some(
        argument =>
          argument.kind === 'keyword_argument' &&
          /seed|^random_state$|^rng$|^generator$/i.test(argument.child('name')?.text ?? '') &&
          argument.child('value')?.kind !== 'none'
      )
    );
  });
}
