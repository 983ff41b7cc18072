/** What runs when a module is imported: which values and definitions do nothing but come into being. */
import type { SemanticModel } from '../../semantic/model';
import { stringValue, unparenthesized } from '../../syntax/guards';
import type { SyntaxNode } from '../../syntax/node';
import type { IItem } from '../items/items';

export function definitionNode(node: SyntaxNode): SyntaxNode {
  return node.kind === 'decorated_definition' ? (node.child('definition') ?? node) : node;
}

const quietCalls =
  /^(?:pathlib\.(?:Path|PurePath)|os\.path\.\w+|torch\.(?:device|no_grad|inference_mode|jit\.\w+|Size|compiler\.\w+)|torch\.cuda\.is_available|torch\.backends\.mps\.is_available|dataclasses\.(?:dataclass|field)|collections\.(?:namedtuple|OrderedDict|Counter|defaultdict|deque)|typing\.\w+|typing_extensions\.\w+|enum\.\w+|functools\.\w+|datetime\.(?:datetime|date|timedelta|time)|decimal\.Decimal|fractions\.Fraction|re\.compile|pydantic\.\w+|numba\.\w+|attr\.\w+|attrs\.\w+|contextlib\.\w+|abc\.\w+|tensorflow\.function|jax\.jit|tenacity\.\w+|logging\.getLogger|types\.\w+|numpy\.(?:vectorize|array|arange|linspace|zeros|ones|float32|float64|int32|int64|dtype|finfo|sqrt|log|exp)|numpy\.\w+\.__?\w+)$/;

const quietBuiltins = new Set([
  'dict',
  'list',
  'tuple',
  'set',
  'frozenset',
  'float',
  'int',
  'str',
  'bool',
  'range',
  'len',
  'min',
  'max',
  'sum',
  'abs',
  'round',
  'pow',
  'complex',
  'bytes',
  'property',
  'staticmethod',
  'classmethod',
  'object',
  'slice',
  'sorted',
  'zip',
  'super',
  'type',
  'frozenset',
  'bytearray',
  'ord',
  'chr'
]);

/** True when evaluating the expression only makes a value: no output, no files, no random numbers, no time. */
export function isPureValue(model: SemanticModel, node: SyntaxNode): boolean {
  const n = unparenthesized(node);
  switch (n.kind) {
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
    case 'ellipsis':
    case 'identifier':
      return true;
    case 'string':
    case 'concatenated_string':
      return (
        stringValue(n) !== null ||
        [...n.walk()].every(
          c => c.kind !== 'interpolation' || c.namedChildren.every(x => x.kind === 'identifier')
        )
      );
    case 'attribute':
      return (
        n.child('object') !== null &&
        isPureValue(model, n.child('object') as SyntaxNode) &&
        !/^os\.environ|\.argv$/.test(n.text)
      );
    case 'unary_operator':
    case 'not_operator':
    case 'binary_operator':
    case 'boolean_operator':
    case 'comparison_operator':
    case 'conditional_expression':
    case 'tuple':
    case 'list':
    case 'set':
    case 'dictionary':
    case 'pair':
    case 'expression_list':
    case 'parenthesized_expression':
    case 'list_splat':
    case 'dictionary_splat':
    case 'slice':
    case 'type':
    case 'generic_type':
    case 'union_type':
    case 'member_type':
    case 'type_parameter':
      return n.namedChildren.every(c => isPureValue(model, c));
    case 'subscript':
      return !/environ/.test(n.text) && n.namedChildren.every(c => isPureValue(model, c));
    case 'lambda':
      return true;
    case 'call': {
      const target = n.child('function');
      const name = model.qualifiedName(target);
      const builtin = name?.startsWith('builtins.') ? name.slice('builtins.'.length) : null;
      const record = target?.kind === 'identifier' ? recordClass(model, n) : false;
      if (
        !(builtin ? quietBuiltins.has(builtin) : (name !== null && quietCalls.test(name)) || record)
      ) {
        return false;
      }
      return (n.child('arguments')?.namedChildren ?? []).every(a =>
        isPureValue(model, a.kind === 'keyword_argument' ? (a.child('value') as SyntaxNode) : a)
      );
    }
    default:
      return false;
  }
}

/** True when the call makes an instance of a dataclass or Pydantic model of the notebook that runs no code of its own. */
export function recordClass(model: SemanticModel, call: SyntaxNode): boolean {
  const node = model.callee(call) ?? model.typeOf(call)?.definition ?? null;
  if (node?.kind !== 'class_definition') {
    return false;
  }
  const outer = node.parent?.kind === 'decorated_definition' ? node.parent : node;
  const isRecord =
    /@(?:\w+\.)?dataclass\b|@attr|@define\b/.test(outer.text.slice(0, node.start - outer.start)) ||
    /\(\s*(?:\w+\.)?(?:BaseModel|NamedTuple|BaseSettings)\s*\)/.test(node.text.split('\n')[0]);
  return (
    isRecord &&
    !/__post_init__|__init__|__new__|field_validator|model_validator|@validator|default_factory|BaseSettings/.test(
      node.text
    )
  );
}

export function makesRecord(model: SemanticModel, item: IItem): boolean {
  const value = item.nodes[0].namedChildren[0]?.child('right');
  return value?.kind === 'call' && value.child('function')?.kind === 'identifier'
    ? recordClass(model, value)
    : false;
}

/** True when making the function or class (not calling it) runs nothing that could be seen. */
export function isQuietDefinition(model: SemanticModel, node: SyntaxNode): boolean {
  const definition = definitionNode(node);
  if (node.kind === 'decorated_definition') {
    for (const decorator of node.children.filter(c => c.kind === 'decorator')) {
      if (!isQuietDecorator(model, decorator.namedChildren[0])) {
        return false;
      }
    }
  }
  return definition.kind === 'function_definition'
    ? areQuietParameters(model, definition)
    : definition.kind === 'class_definition' && isQuietClass(model, definition);
}

function isQuietDecorator(model: SemanticModel, expression: SyntaxNode | undefined): boolean {
  if (!expression) {
    return false;
  }
  const target = expression.kind === 'call' ? expression.child('function') : expression;
  if (
    expression.kind === 'call' &&
    !(expression.child('arguments')?.namedChildren ?? []).every(a =>
      isPureValue(model, a.kind === 'keyword_argument' ? (a.child('value') as SyntaxNode) : a)
    )
  ) {
    return false;
  }
  const name = model.qualifiedName(target);
  if (name !== null) {
    return (
      !/^(?:random|time|atexit|subprocess|numpy\.random)\b/.test(name) &&
      !/register|route|interact|callback|command|on_|listener|task$/.test(name)
    );
  }
  // A function of the notebook; whether it is quiet is asked once its definition is known. `@x.setter` belongs to the class.
  return (
    target?.kind === 'identifier' ||
    (target?.kind === 'attribute' &&
      /^(?:setter|getter|deleter|register)$/.test(target.child('attribute')?.text ?? ''))
  );
}

function areQuietParameters(model: SemanticModel, definition: SyntaxNode): boolean {
  return (definition.child('parameters')?.namedChildren ?? []).every(p => {
    const value = p.child('value');
    const type = p.child('type');
    return (!value || isPureValue(model, value)) && (!type || !hasLoudCall(model, type));
  });
}

function hasLoudCall(model: SemanticModel, node: SyntaxNode): boolean {
  return [...node.walk()].some(n => n.kind === 'call' && !isPureValue(model, n));
}

function isQuietClass(model: SemanticModel, definition: SyntaxNode): boolean {
  for (const base of definition.child('superclasses')?.namedChildren ?? []) {
    const value = base.kind === 'keyword_argument' ? base.child('value') : base;
    if (value && !isPureValue(model, value) && value.kind !== 'subscript') {
      return false;
    }
  }
  return (definition.child('body')?.namedChildren ?? []).every(s => {
    switch (s.kind) {
      case 'pass_statement':
        return true;
      case 'function_definition':
      case 'class_definition':
      case 'decorated_definition':
        return isQuietDefinition(model, s);
      case 'expression_statement': {
        const value = s.namedChildren[0];
        if (
          !value ||
          value.kind === 'string' ||
          value.kind === 'concatenated_string' ||
          value.kind === 'ellipsis'
        ) {
          return true;
        }
        if (value.kind !== 'assignment') {
          return false;
        }
        const right = value.child('right');
        return value.child('left')?.kind === 'identifier' && (!right || isPureValue(model, right));
      }
      default:
        return false;
    }
  });
}

export function insideBody(outer: SyntaxNode, node: SyntaxNode): boolean {
  const body = definitionNode(outer).child('body');
  return (
    body !== null && node.isInside(body) && definitionNode(outer).kind === 'function_definition'
  );
}

export function ownKinds(definition: SyntaxNode, ...kinds: string[]): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const stack = [...(definition.child('body')?.children ?? [])];
  for (let n = stack.pop(); n; n = stack.pop()) {
    if (kinds.includes(n.kind)) {
      found.push(n);
    }
    if (n.kind !== 'function_definition' && n.kind !== 'lambda') {
      stack.push(...n.children);
    }
  }
  return found;
}

export function ownCalls(definition: SyntaxNode): SyntaxNode[] {
  return ownKinds(definition, 'call');
}
