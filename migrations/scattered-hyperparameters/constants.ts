/** Constants at the top level of a notebook that steer training: bound once to a literal and named so. */
import {
  isAloneOnItsLines,
  isImmutableLiteral,
  literalType,
  type Binding,
  type ICellModel,
  type Reference,
  type Scope,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IConstant {
  readonly name: string;
  readonly binding: Binding;
  /** The whole statement. */
  readonly statement: SyntaxNode;
  readonly value: SyntaxNode;
  readonly uses: readonly Reference[];
}

/** Names that mean a setting of training wherever they stand. */
const training =
  /^((\w+_)?(lr|learning_rate)|((n|num|max|nb|number_of)_)?epochs?|(\w+_)?epochs|(\w+_)?batch_?size|(\w+_)?dropout(_(rate|prob|p))?|(\w+_)?hidden_(dim|size|units|nodes|channels|layers?|features)|(n|num)_hidden|(\w+_)?(embedding|embed|emb)_(dim|size)|((n|num)_)(layers|heads|estimators|folds|splits)|weight_decay|momentum|max_depth|grad(ient)?_clip(ping)?|clip_grad|warmup_(steps|epochs)|patience|latent_dim|z_dim|noise_dim)$/i;

/** Names that often are one, beside those. */
const related =
  /^((random_|manual_)?seed|random_state|((train|val|valid|validation|test)_(size|split|ratio|frac)|validation_split)|im(g|age)_(size|height|width|channels)|((max|min)_)?(seq|sequence)_(len|length)|max_len(gth)?|vocab_size|((n|num)_)(workers|classes|labels|channels|features|steps|iters|iterations|components|clusters|neighbors)|(max|train|total)_(steps|iters|iterations)|(input|output)_(dim|size)|kernel_size|filters|window_size|block_size|context_length|buffer_size|steps_per_epoch|gamma|clip|teacher_forcing_ratio|((n|num)_)filters|weight_init|temperature|label_smoothing|(log|eval|save)_(every|interval|steps)|optimizer_name|loss_name|activation)$/i;

/** Without one of these nothing is trained in the notebook. */
const rates = /^((\w+_)?(lr|learning_rate)|(\w+_)?epochs?)$/i;

/** A constant before its reads are looked up. */
interface ICandidate extends Omit<IConstant, 'uses'> {
  /** False for one that only stands in a block with constants of training. */
  readonly isKnown: boolean;
}

/** All such constants in document order; none where they are few or stand together in one cell. */
export function scatteredConstants(model: SemanticModel): readonly IConstant[] {
  const all = model.collect(constantsIn);
  if (!all.some(c => rates.test(c.name))) {
    return [];
  }
  const found = all.flatMap(c => {
    const uses = model.moduleBindings(c.name).length === 1 ? model.usesOf(c.name) : [];
    return uses.length ? [{ ...c, uses }] : [];
  });
  const isTraining =
    isEnough(found) &&
    found.some(c => rates.test(c.name)) &&
    found.some(c => c.uses.some(u => steers(model, u)));
  return isTraining ? found : [];
}

/** Four constants over two cells, of which two are surely settings of training. */
export function isEnough(constants: readonly (IConstant & Partial<ICandidate>)[]): boolean {
  const known = constants.filter(c => c.isKnown);
  return (
    known.length >= 4 &&
    known.filter(c => training.test(c.name)).length >= 2 &&
    new Set(known.map(c => c.statement.cell)).size >= 2
  );
}

/** The constants of one cell: those with a known name, and numbers and switches that stand in a block with one. */
function constantsIn(
  _model: SemanticModel,
  { cell, syntax, module }: ICellModel
): readonly ICandidate[] {
  const { tags } = cell.metadata;
  if (Array.isArray(tags) && tags.includes('parameters')) {
    // Papermill sets them from outside.
    return [];
  }
  const found: ICandidate[] = [];
  let block: ICandidate[] = [];
  const close = (): void => {
    found.push(...(block.some(c => c.isKnown) ? block : []));
    block = [];
  };
  let next = -1;
  for (const statement of syntax.root?.children ?? []) {
    const { line } = syntax.lines.position(statement.start);
    const candidate = candidateOf(statement, module);
    if (line > next || (!candidate && statement.kind !== 'comment')) {
      close();
    }
    if (candidate) {
      block.push(candidate);
    }
    next = syntax.lines.position(statement.end).line + 1;
  }
  close();
  return found;
}

function candidateOf(statement: SyntaxNode, module: Scope): ICandidate | null {
  const assignment = statement.kind === 'expression_statement' ? statement.namedChildren[0] : null;
  const target = assignment?.kind === 'assignment' ? assignment.child('left') : null;
  const value = assignment?.child('right');
  if (
    target?.kind !== 'identifier' ||
    !value ||
    !isImmutableLiteral(value) ||
    value.text.includes('\n') ||
    isFormField(statement) ||
    !isAloneOnItsLines(statement)
  ) {
    return null;
  }
  const name = target.text;
  const type = literalType(value);
  const isKnown = training.test(name) || related.test(name);
  const binding = module.bindings.get(name)?.find(b => b.node === target);
  return binding && (isKnown ? /^(int|float|str|bool)$/ : companions(name)).test(type ?? '')
    ? { name, binding, statement, value, isKnown }
    : null;
}

/** True for `epochs = 10  # @param`: Colab shows a field for it. */
function isFormField({ cell, end }: SyntaxNode): boolean {
  return /^\s*#\s*@param\b/.test(
    cell.source.slice(end, cell.lines.lineEnd(cell.lines.position(end).line))
  );
}

/** The types that a constant without a known name may have to go along with its neighbours. */
function companions(name: string): RegExp {
  return name.length < 2 || /(^|_)(idx|index|id|count|counter|step|i|j|k|n)$/i.test(name)
    ? /^$/
    : /^(int|float|bool)$/;
}

const libraries =
  /^(torch|torchvision|pytorch_lightning|lightning|tensorflow|keras|tf_keras|sklearn|xgboost|lightgbm|catboost|transformers|jax|flax|optax|haiku|fastai|mxnet|gluon|paddle|datasets|timm|accelerate|peft|trl)\./;
const keywords =
  /^(lr|learning_rate|epochs|batch_size|num_epochs|n_estimators|max_depth|dropout|weight_decay|momentum|hidden_size|embedding_dim|per_device_train_batch_size|num_train_epochs)$/;

/** True where a constant goes into a training library, or into a keyword that is called like a setting of training. */
function steers(model: SemanticModel, { node }: Reference): boolean {
  for (let n = node.parent, below = node; n; below = n, n = n.parent) {
    if (n.kind === 'keyword_argument' && keywords.test(n.child('name')?.text ?? '')) {
      return true;
    }
    if (n.kind === 'call' && below.field === 'arguments') {
      const name = model.qualifiedName(n.child('function'));
      return name !== null && libraries.test(name);
    }
    if (/_statement$|^block$/.test(n.kind)) {
      return false;
    }
  }
  return false;
}
