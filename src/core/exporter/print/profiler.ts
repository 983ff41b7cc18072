/** `cProfile.run('f(x)')` runs its text among the variables of the notebook; a package has to say where they are. */
import type { SemanticModel } from '../../semantic/model';
import type { SyntaxNode } from '../../syntax/node';
import type { ITextEdit } from '../../text/edit';

/** Calls of `cProfile.run` and `profile.run`. */
export function profilerRuns(model: SemanticModel, nodes: readonly SyntaxNode[]): SyntaxNode[] {
  return nodes
    .flatMap(n => [...n.walk()])
    .filter(
      n =>
        n.kind === 'call' &&
        /^c?[pP]rofile\.run$/.test(model.qualifiedName(n.child('function')) ?? '')
    );
}

/** `cProfile.run(code, …)` → `cProfile.runctx(code, globals(), globals(), …)`. */
export function profilerEdits(model: SemanticModel, nodes: readonly SyntaxNode[]): ITextEdit[] {
  return profilerRuns(model, nodes).flatMap(call => {
    const name = call.child('function')?.child('attribute');
    const first = call.child('arguments')?.namedChildren[0];
    if (!name || !first || first.kind === 'list_splat' || first.kind === 'dictionary_splat') {
      return [];
    }
    const [globals, locals] =
      first.kind === 'keyword_argument'
        ? ['globals=globals()', 'locals=globals()']
        : ['globals()', 'globals()'];
    return [
      { start: name.start, end: name.end, text: 'runctx' },
      { start: first.end, end: first.end, text: `, ${globals}, ${locals}` }
    ];
  });
}
