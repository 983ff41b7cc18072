/** Recognises a class whose objects do one thing, under a name that says no more than that they do it. */
import { decorators, isAsync, ownNodes, type SemanticModel, type SyntaxNode } from '../../src/core';

export interface ICompute {
  readonly definition: SyntaxNode;
  readonly name: string;
  readonly method: SyntaxNode;
  /** Name of the method. */
  readonly verb: string;
  /** A layer or model, whose pass is called `forward` by convention. */
  readonly isLayer: boolean;
}

/** Names that say "does its work". One with an object of its own (`process_order`) tells more than a bare call. */
const verbs =
  /^(compute|calculate|calc|run|process|predict|apply|execute|evaluate|infer|inference|transform|forward_pass|classify|perform)(_?(forward(_pass)?|pass|outputs?|predictions?|results?|inference|model|inputs?|all|step|computation|calculation|values?))?$/;
const forwardVerbs = /forward/;
const layers =
  /(Layer|Model|Net(work)?|Block|Module|Neuron|Perceptron|Regression|Regressor|Classifier|Encoder|Decoder|Attention|MLP|Embedding|Activation|Dense|Conv\w*)\d*$/i;

export function computeOf(model: SemanticModel, definition: SyntaxNode): ICompute | null {
  const name = definition.child('name')?.text;
  const scope = model.scopeOf(definition);
  const bases = definition.child('superclasses')?.namedChildren ?? [];
  if (
    !name ||
    !scope ||
    scope.parent?.kind !== 'module' ||
    decorators(definition).length ||
    bases.some(b => model.qualifiedName(b) !== 'builtins.object') ||
    /^(__call__|__getattr__|__getattribute__)$/m.test([...scope.bindings.keys()].join('\n'))
  ) {
    return null;
  }
  const methods = (definition.child('body')?.namedChildren ?? []).flatMap(s => {
    const inner = s.kind === 'decorated_definition' ? s.child('definition') : s;
    return inner?.kind === 'function_definition' ? [inner] : [];
  });
  const [method, ...others] = methods.filter(m => !m.child('name')?.text.startsWith('_'));
  const verb = method?.child('name')?.text ?? '';
  return method && !others.length && verbs.test(verb) && isComputing(method)
    ? { definition, name, method, verb, isLayer: forwardVerbs.test(verb) || layers.test(name) }
    : null;
}

/** Takes something and gives something back, at once. */
function isComputing(method: SyntaxNode): boolean {
  const given = (method.child('parameters')?.namedChildren ?? []).slice(1);
  const returns = [...ownNodes(method, 'return_statement')].some(r => r.namedChildren.length > 0);
  return (
    given.length > 0 &&
    returns &&
    !decorators(method).length &&
    !isAsync(method) &&
    ownNodes(method, 'yield').next().done === true
  );
}
