/** What a function returns: all its `return` and `yield` values together, and whether its end can be reached. */
import {
  decorators,
  isAsync,
  ownerClass,
  ownNodes,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { isRelated } from './calls';
import { fromAnnotation, join, type ITypes, type TypeText } from './types';

/** By the rules of Python, whatever the body looks like. */
const protocol: Readonly<Record<string, TypeText>> = {
  __len__: 'int',
  __hash__: 'int',
  __bool__: 'bool',
  __repr__: 'str',
  __str__: 'str',
  __init__: 'None'
};

export function inferReturn(types: ITypes, definition: SyntaxNode): TypeText | null {
  const annotation = definition.child('return_type');
  if (annotation) {
    return fromAnnotation(types.model, annotation);
  }
  const name = definition.child('name')?.text ?? '';
  const body = definition.child('body');
  if (!body || isStub(body) || isAbstract(definition)) {
    return null;
  }
  const owner = ownerClass(definition);
  if (owner && protocol[name]) {
    return protocol[name];
  }
  if (owner && name !== '__init__' && types.model.memo(isRelated, definition)) {
    // Whoever calls the one may get the other; a type for both is not looked for.
    return null;
  }
  const yields = [...ownNodes(definition, 'yield')].filter(y => y.named);
  const returns = [...ownNodes(definition, 'return_statement')];
  const values = returns.map(r => r.namedChildren[0] ?? null);
  if (yields.length) {
    return iterator(types, definition, yields, values);
  }
  const end = endOf(types.model, body);
  if (end === 'unsure' || (end === 'never' && !returns.length)) {
    return null;
  }
  if (end === 'reached' && values.some(v => v !== null)) {
    // A value on one way and none on another: checkers ask for the missing `return` first.
    return null;
  }
  if (end === 'reached') {
    return 'None';
  }
  const type = join(values.map(v => (v ? types.of(v) : 'None')));
  // `result = None; return result`: a place that waits for its code.
  return type === 'None' && values.some(v => v !== null && v.kind !== 'none') ? null : type;
}

function iterator(
  types: ITypes,
  definition: SyntaxNode,
  yields: readonly SyntaxNode[],
  values: readonly (SyntaxNode | null)[]
): TypeText | null {
  if (
    isAsync(definition) ||
    values.some(v => v !== null) ||
    yields.some(y => y.parent?.kind !== 'expression_statement' || /^yield\s+from\b/.test(y.text))
  ) {
    return null;
  }
  const item = join(yields.map(y => (y.namedChildren[0] ? types.of(y.namedChildren[0]) : 'None')));
  return item && !item.includes('|') ? `collections.abc.Iterator[${item}]` : null;
}

/** Nothing but a docstring, `pass`, `...` or an error: the real one is elsewhere. */
function isStub(body: SyntaxNode): boolean {
  return body.namedChildren.every(
    s =>
      s.kind === 'pass_statement' ||
      s.kind === 'raise_statement' ||
      (s.kind === 'expression_statement' &&
        /^(string|concatenated_string|ellipsis)$/.test(s.namedChildren[0]?.kind ?? ''))
  );
}

function isAbstract(definition: SyntaxNode): boolean {
  return decorators(definition).some(d => /abstract|overload/.test(d.text));
}

type End = 'reached' | 'never' | 'unsure';

/** Blocks that surely pass on an exception, so that their end is reached only when their body's is. */
const passesOn =
  /^(builtins\.open|torch\.(no_grad|inference_mode|enable_grad|autocast|cuda\.amp\.autocast|amp\.autocast)|tensorflow\.GradientTape|requests\.(Session|get)|httpx\.Client|sqlite3\.connect|concurrent\.futures\.\w+|tempfile\.\w+|zipfile\.ZipFile|threading\.Lock)$/;

/** Whether a block can be run through to its end. */
function endOf(model: SemanticModel, block: SyntaxNode): End {
  const endOfAll = (blocks: readonly (SyntaxNode | null)[]): End =>
    together(blocks.map(b => (b ? endOf(model, b) : 'unsure')));
  const last = block.namedChildren.at(-1);
  switch (last?.kind) {
    case 'return_statement':
    case 'raise_statement':
    case 'break_statement':
    case 'continue_statement':
      return 'never';
    case 'if_statement': {
      const branches = [
        last.child('consequence'),
        ...last.childrenOf('alternative').map(a => a.child('consequence') ?? a.child('body'))
      ];
      const hasElse = last.childrenOf('alternative').some(a => a.kind === 'else_clause');
      return hasElse ? endOfAll(branches) : 'reached';
    }
    case 'while_statement':
      return last.child('condition')?.kind === 'true' ? 'unsure' : 'reached';
    case 'with_statement':
      return withEnd(model, last);
    case 'try_statement': {
      const clause = (kind: string): SyntaxNode | null =>
        last.childOfKind(kind)?.childOfKind('block') ?? null;
      const final = clause('finally_clause');
      if (final && endOf(model, final) !== 'reached') {
        return endOf(model, final);
      }
      const body = clause('else_clause') ?? last.child('body');
      const handlers = last.children
        .filter(c => c.kind === 'except_clause')
        .map(c => c.childOfKind('block'));
      return endOfAll([body, ...handlers]);
    }
    case 'match_statement':
      return 'unsure';
    case 'expression_statement':
      return /^(sys\.exit|exit|quit|os\._exit)\(/.test(last.text) ? 'unsure' : 'reached';
  }
  return 'reached';
}

function withEnd(model: SemanticModel, statement: SyntaxNode): End {
  const body = statement.child('body');
  const end = body ? endOf(model, body) : 'unsure';
  const isKnown = (statement.childOfKind('with_clause')?.namedChildren ?? []).every(item => {
    const value = item.child('value');
    const call = value?.kind === 'as_pattern' ? value.namedChildren[0] : value;
    return passesOn.test(model.qualifiedName(call?.child('function') ?? null) ?? '');
  });
  // An unknown manager may swallow an exception and go on below.
  return end === 'never' && !isKnown ? 'unsure' : end;
}

function together(ends: readonly End[]): End {
  return ends.includes('unsure') ? 'unsure' : ends.includes('reached') ? 'reached' : 'never';
}
