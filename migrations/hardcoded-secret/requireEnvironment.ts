/** Writes, once, what reads a value from the environment with a clear error; recognises what an earlier fix wrote. */
import {
  freshName,
  type CellSyntax,
  type ICellModel,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

/**
 * @param first the earliest cell that will need it
 * @returns the name of the function to call
 */
export function requireEnvironment(
  context: IRewriteContext,
  first: CellSyntax,
  dotenv: boolean
): string {
  const { model, edit } = context;
  const known = knownReader(model, first);
  if (known) {
    return known;
  }
  const os = edit.addImport('os', null, first);
  const name = freshName(model, 'require_env');
  edit.insertBelowImports(
    first,
    [
      `def ${name}(name: str) -> str:`,
      '    """Return an environment variable; say where it belongs when it is missing."""',
      `    value = ${os}.environ.get(name)`,
      '    if not value:',
      `        raise RuntimeError(f"{name} is not set${dotenv ? ': add it to .env' : ' in the environment'}")`,
      '    return value'
    ].join('\n')
  );
  return name;
}

/** `load_dotenv(".env")`, once for the notebook. The environment wins over the file. */
export function loadEnvironment({ model, edit }: IRewriteContext, first: CellSyntax): void {
  if (model.collect(loadsIn).some(c => model.orderOf(c) <= model.orderOf(first))) {
    return;
  }
  const load = edit.addImport('dotenv', 'load_dotenv', first);
  edit.insertBelowImports(first, `${load}(".env")`);
}

function loadsIn(model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax
    .nodes('call')
    .filter(
      c =>
        model.qualifiedName(c.child('function')) === 'dotenv.load_dotenv' &&
        c.statement.parent?.kind === 'module'
    );
}

function readersIn(_model: SemanticModel, { module }: ICellModel): readonly string[] {
  return [...module.bindings.keys()].filter(name => /^require_env(_\d+)?$/.test(name));
}

function knownReader(model: SemanticModel, first: CellSyntax): string | null {
  for (const name of new Set(model.collect(readersIn))) {
    const bindings = model.moduleBindings(name);
    const [only] = bindings;
    if (
      bindings.length === 1 &&
      only.kind === 'function' &&
      model.orderOf(only.cell) <= model.orderOf(first) &&
      (only.statement?.text ?? '').includes('.environ')
    ) {
      return name;
    }
  }
  return null;
}
