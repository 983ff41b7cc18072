/** Settings that come in as one text each: `int(os.environ["BATCH_SIZE"])`, `float(sys.argv[1])`. */
import {
  limitOf,
  positionalArguments,
  stringValue,
  type ICellModel,
  type ISettingLimit,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface INumber {
  readonly call: SyntaxNode;
  /** The expression that gives the text. */
  readonly text: SyntaxNode;
  readonly name: string;
  readonly limit: ISettingLimit;
}

/** Conversions of one cell whose setting is known to have a limit. */
export function* numbersIn(
  model: SemanticModel,
  { syntax }: ICellModel
): IterableIterator<INumber> {
  if (!/\b(environ|getenv|argv)\b/.test(syntax.source)) {
    return;
  }
  for (const call of syntax.nodes('call')) {
    const converted = /^builtins\.(int|float)$/.exec(
      model.qualifiedName(call.child('function')) ?? ''
    );
    const [text, ...others] = positionalArguments(call);
    const source = text && !others.length ? sourceOf(model, text) : null;
    if (!converted || !text || source === null || call.ancestor('try_statement')) {
      continue;
    }
    const assigned = call.parent?.kind === 'assignment' ? call.parent.child('left')?.text : null;
    const name = [source, assigned ?? ''].find(n => limitOf(n)?.type === converted[1]);
    const limit = name === undefined ? null : limitOf(name);
    if (name !== undefined && limit) {
      yield { call, text, name, limit };
    }
  }
}

/** The name of the variable of the environment, '' for an argument of the command line, null for anything else. */
function sourceOf(model: SemanticModel, node: SyntaxNode): string | null {
  if (node.kind === 'subscript') {
    const owner = model.qualifiedName(node.child('value'));
    return owner === 'os.environ'
      ? stringValue(node.child('subscript'))
      : owner === 'sys.argv'
        ? ''
        : null;
  }
  const isRead =
    node.kind === 'call' &&
    /^os\.(environ\.get|getenv)$/.test(model.qualifiedName(node.child('function')) ?? '');
  return isRead ? stringValue(positionalArguments(node)[0] ?? null) : null;
}
