/** Types that a running kernel held, for arguments of which the notebook does not say it. */
import { unparenthesized, type Binding, type SemanticModel, type SyntaxNode } from '../../src/core';
import type { TypeText } from './types';

/** Where a library defines a class, and how people write it. */
const publicNames: readonly (readonly [RegExp, TypeText])[] = [
  [/^pandas\.(core\.frame\.)?DataFrame$/, 'pandas.DataFrame'],
  [/^pandas\.(core\.series\.)?Series$/, 'pandas.Series'],
  [/^numpy\.ndarray$/, 'numpy.ndarray'],
  [/^torch\.Tensor$/, 'torch.Tensor'],
  [/^torch\.nn\.modules\.\w+\.[A-Z]\w*$/, 'torch.nn.Module'],
  [/^torch\.optim\.(?!lr_scheduler|swa_utils|_)\w+\.[A-Z]\w*$/, 'torch.optim.Optimizer'],
  [/^torch\.utils\.data\.dataloader\.DataLoader$/, 'torch.utils.data.DataLoader'],
  [/^torch\.utils\.data\.dataset\.TensorDataset$/, 'torch.utils.data.TensorDataset'],
  [/^pathlib\.(_local\.)?(Posix|Windows)Path$/, 'pathlib.Path'],
  [/^collections\.Counter$/, 'collections.Counter'],
  [/^collections\.OrderedDict$/, 'collections.OrderedDict'],
  [/^collections\.deque$/, 'collections.deque']
];

/** The type that a name of the notebook was seen with; null unless nothing but one statement can have given it its value. */
export function seenType(model: SemanticModel, argument: SyntaxNode): TypeText | null {
  const node = unparenthesized(argument);
  const reference = node.kind === 'identifier' ? model.referenceAt(node) : null;
  if (reference?.scope.resolve(reference.name)?.kind !== 'module') {
    return null;
  }
  const bindings = model.moduleBindings(reference.name);
  return bindings.length === 1 &&
    bindsOnce(bindings[0]) &&
    !model.hasStarImport &&
    model.blindMention(reference.name) === null
    ? written(model, model.observedType(bindings[0]))
    : null;
}

function bindsOnce(binding: Binding): boolean {
  return (
    /^(assignment|with)$/.test(binding.kind) &&
    !binding.isLate &&
    !binding.node?.ancestor('for_statement', 'while_statement')
  );
}

function written(model: SemanticModel, type: string | null): TypeText | null {
  const plain = /^builtins\.(int|float|str|bool|bytes|list|dict|set|frozenset)$/.exec(type ?? '');
  if (plain) {
    return plain[1];
  }
  const own = /^__main__\.(\w+)$/.exec(type ?? '')?.[1];
  if (own !== undefined) {
    const bindings = model.moduleBindings(own);
    return bindings.length === 1 && bindings[0].kind === 'class' ? `@${own}` : null;
  }
  return publicNames.find(([defined]) => defined.test(type ?? ''))?.[1] ?? null;
}
