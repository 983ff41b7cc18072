/** Which values are whole models, and whether their class can be exported. */
import {
  keywordArgument,
  ownNodes,
  positionalArguments,
  unparenthesized,
  type IInferredType,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export type Kind = 'torch' | 'sklearn';

const predictor =
  /^sklearn\.(linear_model|tree|ensemble|svm|neighbors|naive_bayes|neural_network|discriminant_analysis|gaussian_process|cluster|mixture|pipeline|model_selection)\.(\w+\.)?([A-Z]\w*|make_pipeline\(\))$/;
const noPredictor =
  /(Split|Fold|LeaveOneOut|LeavePOut|Grid|Sampler|Union|Display|Curve|Transformer|KDTree|BallTree|Density)$/;

export function kindOf(model: SemanticModel, node: SyntaxNode): Kind | null {
  const type = model.typeOf(node);
  if (!type || type.isClass) {
    return null;
  }
  if (model.isInstance(type, 'torch.nn.Module')) {
    return 'torch';
  }
  return predictor.test(type.name) && !noPredictor.test(type.name) ? 'sklearn' : null;
}

/** The call that creates what a name holds: `LogisticRegression()` in `LogisticRegression().fit(X, y)`. */
export function creationOf(model: SemanticModel, name: SyntaxNode): SyntaxNode | null {
  const reference = model.referenceAt(name);
  const bindings = reference ? model.definitions(reference) : [];
  const value = bindings.length === 1 && bindings[0].isPlain ? bindings[0].value : null;
  let n = value && unparenthesized(value);
  while (n?.kind === 'call' && n.child('function')?.kind === 'attribute') {
    const target = n.child('function') as SyntaxNode;
    if (model.qualifiedName(target)) {
      return n;
    }
    n = unparenthesized(target.child('object') as SyntaxNode);
  }
  return n?.kind === 'call' ? n : null;
}

/** Names for the inputs, or why the module cannot be exported as it is. */
export function inputNames(
  model: SemanticModel,
  type: IInferredType,
  count: number
): readonly string[] | { readonly reason: string } {
  const forward = type.definition ? model.methodOf(type, 'forward') : null;
  if (!forward) {
    return count === 1 ? ['input'] : Array.from({ length: count }, (_, i) => `input_${i + 1}`);
  }
  const parameters = (forward.child('parameters')?.namedChildren ?? []).slice(1);
  if (parameters.slice(0, count).some(p => /splat/.test(p.kind)) || parameters.length < count) {
    return { reason: '`forward` takes any number of inputs.' };
  }
  for (const r of ownNodes(forward, 'return_statement')) {
    const value = r.namedChildren[0];
    if (value && /^(expression_list|tuple|dictionary|list)$/.test(value.kind)) {
      return { reason: '`forward` gives several results; each needs a name of its own.' };
    }
  }
  for (const n of ownNodes(forward, 'attribute')) {
    const name = n.child('attribute')?.text ?? '';
    if (/^(item|numpy|tolist)$/.test(name) && n.parent?.kind === 'call') {
      return {
        reason: `\`.${name}()\` in \`forward\` would keep the value that it has for the example.`
      };
    }
  }
  return parameters
    .slice(0, count)
    .map(p => (p.child('name') ?? (p.kind === 'identifier' ? p : p.namedChildren[0])).text);
}

const numeric =
  /^sklearn\.(preprocessing|decomposition|impute|feature_selection)\.(\w+\.)?(StandardScaler|MinMaxScaler|MaxAbsScaler|RobustScaler|Normalizer|PolynomialFeatures|PCA|TruncatedSVD|SimpleImputer|VarianceThreshold|SelectKBest)$/;
const unconverted =
  /\.(DBSCAN|HDBSCAN|OPTICS|AgglomerativeClustering|FeatureAgglomeration|SpectralClustering|Birch|MeanShift|AffinityPropagation|LocalOutlierFactor|HuberRegressor|QuantileRegressor)$/;
const withProbabilities = /(\.(LogisticRegression(CV)?|SVC|NuSVC|\w+NB|\w+Analysis)|Classifier)$/;
const withoutProbabilities = /(Ridge|PassiveAggressive)Classifier/;

/** Whether the estimator gives probabilities beside labels, or why it cannot be converted. */
export function estimatorOf(
  model: SemanticModel,
  creation: SyntaxNode | null,
  depth = 0
): { readonly hasProbabilities: boolean } | { readonly reason: string } {
  const type = creation && model.typeOf(creation);
  if (!creation || !type || depth > 3) {
    return { reason: 'How the model is put together is not seen here.' };
  }
  const args = positionalArguments(creation);
  if (/\.(make_pipeline\(\)|Pipeline)$/.test(type.name)) {
    const listed = type.name.endsWith('Pipeline')
      ? (args[0] ?? keywordArgument(creation, 'steps'))?.namedChildren.map(t => t.namedChildren[1])
      : args;
    const steps = (listed ?? []).filter(s => s !== undefined);
    const last = steps[steps.length - 1];
    const odd = steps.slice(0, -1).find(s => !numeric.test(model.typeOf(s)?.name ?? ''));
    return !last || odd
      ? {
          reason: `What goes into \`${odd?.text.slice(0, 40) ?? 'the pipeline'}\` is not certain to be one table of numbers.`
        }
      : estimatorOf(model, creationAt(model, last), depth + 1);
  }
  if (/\.(\w+SearchCV|Bagging\w+|AdaBoost\w+|OneVsRestClassifier)$/.test(type.name) && args[0]) {
    return estimatorOf(model, creationAt(model, args[0]), depth + 1);
  }
  if (unconverted.test(type.name)) {
    return { reason: `\`${type.name.split('.').at(-1) ?? ''}\` has no ONNX form.` };
  }
  return {
    hasProbabilities: withProbabilities.test(type.name) && !withoutProbabilities.test(type.name)
  };
}

function creationAt(model: SemanticModel, node: SyntaxNode): SyntaxNode | null {
  const n = unparenthesized(node);
  return n.kind === 'call' ? n : n.kind === 'identifier' ? creationOf(model, n) : null;
}
