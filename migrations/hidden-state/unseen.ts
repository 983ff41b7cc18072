/** Ways in which a notebook gets names that no cell seems to bind. Where one of them is there, nothing is said about unbound names. */
import { allScopes, type ICellModel, type SemanticModel, type SyntaxNode } from '../../src/core';

/** Names that hosted kernels put into the notebook, and those that only Python 2 had. */
export const hostNames: ReadonlySet<string> = new Set(
  (
    'spark sc sqlContext sqlc dbutils displayHTML table sql mssparkutils notebookutils ipython shell exec_count ' +
    'WindowsError __IPYTHON__ __session__ __annotations__ __class__ __vsc_ipynb_file__ _exit_code ' +
    'unicode xrange raw_input reload unichr long basestring reduce file cmp execfile apply buffer intern'
  ).split(' ')
);

const bindingMagics =
  /^(run|load|loadpy|pylab|store|macro|recall|rerun|rep|reset|sql|kql|R|Rget|Rpull|px|autopx|aimport|import|include|ipytest|env_import|restore_session)$/;

const bindingCalls =
  /^(builtins\.(exec|globals|vars|locals|execfile)|sympy\.(var|init_session|interactive\.init_session)|dill\.load_(session|module)|sage\.all\..*|runpy\..*|pylab\..*)$/;

/** The last words of `bindingCalls`. */
const bindingNames =
  /^(exec|globals|vars|locals|execfile|var|init_session|load_session|load_module|setattr|run_path|run_module)$/;

const bindingMethods =
  /^(push|run_line_magic|run_cell|run_cell_magic|magic|ex|run_code|safe_execfile|inject_into_globals|load_session|user_ns|user_global_ns|update_globals|expose|inject|add_builtin)$/;

/** True when names may come from where the cells do not show: `%run`, `exec`, a star import, a kernel that is no plain Python. */
export function hasUnseenNames(model: SemanticModel): boolean {
  const kernel = JSON.stringify(model.metadata.kernelspec ?? '');
  return (
    model.hasStarImport ||
    /sage|xonsh|python\s?2|bash/i.test(kernel) ||
    model.collect(unseenIn).length > 0
  );
}

/** What brings names that one cell does not show; the first is enough. */
function unseenIn(model: SemanticModel, { cell, module, syntax }: ICellModel): readonly string[] {
  const magic = syntax.magics.find(m => bindingMagics.test(m.name));
  // Also one that is switched off: whoever ran the notebook switched it on.
  if (magic || /(^|\n)[ \t]*#[ \t]*%(run|load|pylab|store)\b/.test(cell.source)) {
    return ['magic'];
  }
  for (const scope of allScopes(module)) {
    if (scope.starImports.length) {
      return ['star'];
    }
  }
  const call = syntax.nodes('call').find(c => bindsUnseen(model, c));
  return call ? ['call'] : [];
}

function bindsUnseen(model: SemanticModel, call: SyntaxNode): boolean {
  const target = call.child('function');
  const isMethod = target?.kind === 'attribute';
  const last = isMethod ? target.child('attribute')?.text : target?.text;
  if (!target || !last) {
    return false;
  }
  if (isMethod && bindingMethods.test(last)) {
    return /ipython|shell|\bip\b|builtins/i.test(target.child('object')?.text ?? '');
  }
  if (!bindingNames.test(last)) {
    return false;
  }
  const name = model.qualifiedName(target);
  const items = call.child('arguments')?.namedChildren ?? [];
  if (name === 'builtins.setattr') {
    return /modules|builtins|__main__/.test(items[0]?.text ?? '');
  }
  // `vars(args)` looks at an object; only without an argument is it the namespace.
  const isOfObject = name === 'builtins.vars' && items.length > 0;
  return name !== null && !isOfObject && bindingCalls.test(name);
}
