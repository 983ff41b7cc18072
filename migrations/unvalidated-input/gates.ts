/** Where settings come in from a file: `cfg = json.load(f)`, also through a function of the notebook that only loads and returns. */
import {
  ownNodes,
  positionalArguments,
  stringValue,
  type Binding,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IGate {
  readonly binding: Binding;
  /** The call whose result the variable gets. */
  readonly call: SyntaxNode;
  /** Names of files that the load mentions. */
  readonly files: readonly string[];
}

const fromFile =
  /^((u|simple)?json\.load|yaml\.(safe_|full_|unsafe_)?load|(tomllib|tomli|toml)\.load)$/;
const fromText = /^((u|simple)?json\.loads|orjson\.loads|(tomllib|tomli|toml)\.loads)$/;

/** The gates of one cell whose variable is bound nowhere else. */
export function* gatesIn(model: SemanticModel, { syntax }: ICellModel): IterableIterator<IGate> {
  for (const assignment of syntax.nodes('assignment')) {
    const target = assignment.child('left');
    const call = assignment.child('right');
    if (
      target?.kind !== 'identifier' ||
      call?.kind !== 'call' ||
      assignment.parent?.kind !== 'expression_statement' ||
      !isLoad(model, call)
    ) {
      continue;
    }
    const binding = model.bindingAt(target);
    if (binding && !binding.isLate && binding.scope.kind !== 'class') {
      yield { binding, call, files: filesOf(call) };
    }
  }
}

function isLoad(model: SemanticModel, call: SyntaxNode): boolean {
  const name = model.qualifiedName(call.child('function'));
  if (name) {
    const [source] = positionalArguments(call);
    return (
      fromFile.test(name) ||
      (fromText.test(name) && /\b(open|read|read_text|read_bytes)\(/.test(source?.text ?? ''))
    );
  }
  const definition = model.callee(call);
  return definition?.kind === 'function_definition' && model.memo(onlyLoads, definition);
}

/** True for a function whose every `return` gives what a load gave. */
function onlyLoads(model: SemanticModel, definition: SyntaxNode): boolean {
  const returns = [...ownNodes(definition, 'return_statement')];
  return (
    returns.length > 0 &&
    [...ownNodes(definition, 'yield', 'await')].length === 0 &&
    returns.every(r => {
      const value = r.namedChildren[0];
      const reference = value?.kind === 'identifier' ? model.referenceAt(value) : null;
      const [binding, ...others] = reference ? model.definitions(reference) : [];
      const isUntouched =
        binding?.isPlain === true && !others.length && model.references(binding).length === 1;
      const call = isUntouched ? binding.value : value;
      const name = call?.kind === 'call' ? model.qualifiedName(call.child('function')) : null;
      return name !== null && (fromFile.test(name) || fromText.test(name));
    })
  );
}

/** Texts in the load and in the `with` around it. */
function filesOf(call: SyntaxNode): string[] {
  const opened = call.ancestor('with_statement')?.childOfKind('with_clause');
  return [call, ...(opened ? [opened] : [])].flatMap(n =>
    [...n.walk()].flatMap(s => (s.kind === 'string' ? (stringValue(s) ?? []) : []))
  );
}
