/** Literal dicts of settings: `cfg = {"learning_rate": 0.1}`, read by key. */
import {
  readsOf,
  siblings,
  isSettingsName,
  countKnownSettings,
  keywordArgument,
  positionalArguments,
  stringValue,
  type ICellModel,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { isGuarded, isTestedIn } from './guards';
import { accessesOf, type IShape, type Use } from './shape';

/** The variables that only ever hold literal dicts of settings, the first of them in this cell. */
export function* dictShapes(
  model: SemanticModel,
  { syntax }: ICellModel
): IterableIterator<IShape> {
  for (const dictionary of syntax.nodes('dictionary')) {
    const assignment = dictionary.parent;
    const target = assignment?.kind === 'assignment' ? assignment.child('left') : null;
    const binding =
      target?.kind === 'identifier' && assignment?.parent?.kind === 'expression_statement'
        ? model.bindingAt(target)
        : null;
    if (!binding || binding.value !== dictionary || binding.scope.kind === 'class') {
      continue;
    }
    const bindings = siblings(model, binding);
    const defined = new Set<string>();
    const isClosed = bindings.every(
      b => b.isPlain && !b.isLate && b.value?.kind === 'dictionary' && collectKeys(b.value, defined)
    );
    if (
      bindings[0] === binding &&
      isClosed &&
      (isSettingsName(binding.name) || countKnownSettings(defined) >= 2) &&
      !(binding.scope.kind === 'module' && model.blindMention(binding.name))
    ) {
      const found = accessesOf(model, readsOf(model, bindings), r => useOf(model, r, defined));
      if (found) {
        yield { owner: binding.name, word: 'key', definition: dictionary, defined, ...found };
      }
    }
  }
}

/** Adds the keys of a literal; false when some of them are not known. */
function collectKeys(dictionary: SyntaxNode, keys: Set<string>): boolean {
  for (const pair of dictionary.namedChildren) {
    const key = pair.kind === 'pair' ? stringValue(pair.child('key')) : null;
    if (key === null) {
      return false;
    }
    keys.add(key);
  }
  return true;
}

/** Functions that only look at a dict. */
const readers =
  /^(builtins\.(print|len|str|repr|dict|list|tuple|set|sorted|type|isinstance|any|all|enumerate|bool|id|vars)|pprint\.\w+|(json|yaml)\.\w*dumps?|copy\.(deep)?copy|pandas\.(DataFrame|Series)(\.from_dict)?|wandb\.init|mlflow\.log_params|IPython\.display\.display)$/;

function useOf(model: SemanticModel, { node, name }: Reference, defined: Set<string>): Use {
  const { parent } = node;
  switch (parent?.kind) {
    case 'subscript': {
      const key = parent.child('subscript');
      const text = node.field === 'value' ? stringValue(key) : null;
      if (text === null || !key) {
        return isTarget(parent) ? 'open' : 'fine';
      }
      if (isTarget(parent)) {
        const kind = parent.parent?.kind === 'assignment' ? 'write' : 'read';
        return { name: text, at: key, kind };
      }
      return { name: text, at: key, kind: isGuarded(parent) ? 'guarded' : 'read' };
    }
    case 'attribute':
      return methodUse(parent, defined);
    case 'comparison_operator': {
      const key = isTestedIn(node);
      const text = stringValue(key);
      return key && text !== null ? { name: text, at: key, kind: 'guarded' } : 'fine';
    }
    case 'argument_list':
    case 'keyword_argument':
      return readers.test(
        model.qualifiedName(node.ancestor('call')?.child('function') ?? null) ?? ''
      )
        ? 'fine'
        : 'argument';
    case 'pair':
    case 'list':
    case 'tuple':
    case 'return_statement':
      // Whoever gets it may add keys.
      return 'argument';
    case 'dictionary_splat':
    case 'interpolation':
    case 'for_statement':
    case 'for_in_clause':
    case 'not_operator':
    case 'if_statement':
      return 'fine';
    case 'expression_statement':
      return parent.parent?.kind === 'module' && parent.text === name ? 'fine' : 'open';
  }
  return 'open';
}

function methodUse(attribute: SyntaxNode, defined: Set<string>): Use {
  const method = attribute.child('attribute')?.text ?? '';
  const call = attribute.parent?.kind === 'call' ? attribute.parent : null;
  if (/^(keys|values|items|copy)$/.test(method)) {
    return 'fine';
  }
  const [first] = call ? positionalArguments(call) : [];
  const key = first ? stringValue(first) : null;
  if (key !== null && first && method === 'get') {
    return { name: key, at: first, kind: 'guarded' };
  }
  if (key !== null && /^(setdefault|pop)$/.test(method)) {
    defined.add(key);
    return 'fine';
  }
  if (call && method === 'update') {
    for (const argument of call.child('arguments')?.namedChildren ?? []) {
      const named = argument.kind === 'keyword_argument' ? argument.child('name')?.text : null;
      if (named && keywordArgument(call, named)) {
        defined.add(named);
      } else if (argument.kind !== 'dictionary' || !collectKeys(argument, defined)) {
        return 'open';
      }
    }
    return 'fine';
  }
  return 'open';
}

/** True for what is written to or deleted. */
function isTarget(subscript: SyntaxNode): boolean {
  const { parent } = subscript;
  return (
    (subscript.field === 'left' && /assignment$|^for_/.test(parent?.kind ?? '')) ||
    /^(pattern_list|tuple_pattern|list_pattern|delete_statement|as_pattern_target)$/.test(
      parent?.kind ?? ''
    )
  );
}
