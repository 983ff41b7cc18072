/** Which functions use `print` as a log, and which of their prints count. Reads only. */
import {
  decorators,
  enclosingFunction,
  keywordArgument,
  ownNodes,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface ILoggingFunction {
  readonly definition: SyntaxNode;
  readonly name: string;
  /** Prints that write whole lines to the standard output. */
  readonly prints: readonly SyntaxNode[];
  /** A print of the same function that writes part of a line, or lines of its own making. */
  readonly partial: SyntaxNode | null;
}

/** Names of functions that are there to show something, or to talk to somebody. */
const shows =
  /(^|_)(show|print|display|plot|report|describe|summar\w*|dump|pretty|log|logger|visuali[sz]e|draw|help|usage|main|demo|test|debug|list|compare|info|explain|inspect|render|play|menu|str|repr|check|stats|view|ask|chat|hello|greet|say|progress|example|trace)(_|\d|$)|^(print|show|display|plot|describe)[A-Z]|(Print|Show|Display|Plot)([A-Z]|$)/i;
const compiled = /(^|\.)(n?jit|vectorize|cuda|script|function|fixture|interact\w*|command|tool)\b/i;
/** Calls by which a function does more than show. */
const effects =
  /\.(backward|step|fit|partial_fit|train_step|save|save_\w+|to_csv|to_sql|write|commit|put|post)$/;

export function loggingFunctions(model: SemanticModel, { syntax }: ICellModel): ILoggingFunction[] {
  const byFunction = new Map<SyntaxNode, SyntaxNode[]>();
  for (const call of syntax.nodes('call')) {
    const definition =
      call.parent?.kind === 'expression_statement' &&
      model.qualifiedName(call.child('function')) === 'builtins.print'
        ? enclosingFunction(call)
        : null;
    if (definition?.kind === 'function_definition') {
      byFunction.set(definition, [...(byFunction.get(definition) ?? []), call]);
    }
  }
  return [...byFunction].flatMap(([definition, calls]) => {
    const name = definition.child('name')?.text ?? '';
    const own = calls.filter(c => !keywordArgument(c, 'file'));
    const prints = own.filter(c => !isPartial(c));
    const isLog =
      prints.length > 0 &&
      !shows.test(name) &&
      !/^__(str|repr|enter|exit|del|call)__$/.test(name) &&
      !decorators(definition).some(d => compiled.test(d.text)) &&
      doesMore(model, definition, calls.length);
    return isLog
      ? [{ definition, name, prints, partial: own.find(c => isPartial(c)) ?? null }]
      : [];
  });
}

/** `end=`, `sep=` or `*rows`: not one line of text that is known. */
function isPartial(call: SyntaxNode): boolean {
  const isCommented = call.cell.comments.some(c => c.start > call.start && c.end < call.end);
  return (call.child('arguments')?.namedChildren ?? []).some(
    a =>
      a.kind === 'list_splat' ||
      a.kind === 'dictionary_splat' ||
      (a.kind === 'keyword_argument' && (a.child('name')?.text !== 'flush' || isCommented)) ||
      a.kind === 'for_in_clause'
  );
}

/** It gives a value or has an effect, asks nobody, and printing is not most of what it does. */
function doesMore(model: SemanticModel, definition: SyntaxNode, prints: number): boolean {
  let statements = 0;
  let isWork = false;
  for (const n of ownNodes(
    definition,
    'return_statement',
    'yield',
    'assignment',
    'augmented_assignment',
    'call',
    'raise_statement'
  )) {
    const target = n.kind === 'call' ? n.child('function') : null;
    if (
      /^(builtins\.input|getpass\.getpass|IPython\.display\.\w+)$/.test(
        model.qualifiedName(target) ?? ''
      )
    ) {
      return false;
    }
    // A bar or a figure is drawn, or somebody is asked, and the text belongs to it.
    if (/stdout\.\w+$|\.(ask|prompt)$|^plt\.(show|figure|subplots?)$/.test(target?.text ?? '')) {
      return false;
    }
    if (n.kind !== 'call') {
      statements++;
    }
    const [value] = n.namedChildren;
    isWork ||=
      n.kind === 'yield' ||
      (n.kind === 'return_statement' &&
        value !== undefined &&
        !/^(none|true|false|string|integer)$/.test(value.kind)) ||
      (target !== null && effects.test(target.text));
  }
  return isWork && statements >= prints;
}
