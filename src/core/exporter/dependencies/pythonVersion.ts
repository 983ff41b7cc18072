/** The oldest Python that the code of a notebook can run on, by its syntax. */
import type { SemanticModel } from '../../semantic/model';
import type { SyntaxNode } from '../../syntax/node';
import type { IEnvironmentFacts } from '../plan';

const oldest = 10;

/** As it stands in `pyproject.toml`, e.g. `>=3.10`. */
export function requiresPython(model: SemanticModel, environment?: IEnvironmentFacts): string {
  const needed = Math.max(oldest, ...neededVersions(model));
  const live = /^3\.(\d+)/.exec(environment?.python ?? '');
  // A notebook that runs on an older Python than we promise for says so itself.
  return `>=3.${live ? Math.max(needed, Math.min(oldest, Number(live[1]))) : needed}`;
}

function* neededVersions(model: SemanticModel): IterableIterator<number> {
  for (const node of model.nodes('except_clause', 'except_group_clause')) {
    if (/^except\s*\*/.test(node.text)) {
      yield 11;
    }
  }
  for (const name of ['ExceptionGroup', 'BaseExceptionGroup']) {
    if (model.usesOf(name).length && model.isBuiltin(name)) {
      yield 11;
    }
  }
  for (const _ of model.nodes('type_alias_statement')) {
    yield 12;
  }
  for (const node of model.nodes('function_definition', 'class_definition')) {
    if (node.child('type_parameters')) {
      yield 12;
    }
  }
  for (const node of model.nodes('string')) {
    if (isNewFormat(node)) {
      yield 12;
    }
  }
}

/** `f"{x["a"]}"`: quotes, backslashes and comments within the braces are read by Python 3.12 and newer. */
function isNewFormat(string: SyntaxNode): boolean {
  const quote = /^[A-Za-z]*("""|'''|"|')/.exec(string.text)?.[1] ?? '"';
  return string.namedChildren.some(
    c =>
      c.kind === 'interpolation' &&
      (c.text.includes('\\') ||
        c.text.includes(quote) ||
        (quote.length === 1 && c.text.includes('\n')) ||
        [...c.walk()].some(n => n.kind === 'comment'))
  );
}
