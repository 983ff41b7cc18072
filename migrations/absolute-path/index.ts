/**
 * Finds paths that exist on one machine or account only (`/home/me/…`, `/content/…`, `C:\…`) where they are used as paths, and reads
 * the folder that they share from one setting, whose default is the folder as it was. Routes, URLs, temporary folders and texts that
 * are shown are left alone.
 */
import {
  cellName,
  defineMigration,
  freshName,
  headOf,
  restartAbove,
  type CellSyntax,
  type ICellModel,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { foldersOf, type IFolder } from './folders';
import { placesOf, type IPlace } from './places';

export default defineMigration<IFolder>({
  name: 'absolute-path',
  title: 'Path of one machine',
  summary: 'Reads a folder of one machine from one setting with the same default.',
  group: 'Configuration and types',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: 'Nobody else has this folder, so the code stops on every other machine.',

  *detect({ model }) {
    for (const folder of foldersOf(placesOf(model))) {
      yield { at: folder.places[0].literal, data: folder, anchor: folder.path };
    }
  },

  message: ({ data: { path, places } }) =>
    `\`${path}\` ${hostOf(path)}${places.length > 1 ? ` (${places.length} places)` : ''}`,

  rewrite({ data: folder }, context) {
    const { edit, model } = context;
    const [first] = folder.places;
    const restart = restartAbove(model, folder.places[folder.places.length - 1].literal);
    if (restart && model.orderOf(restart) >= model.orderOf(first.literal)) {
      return context.decline(
        `The kernel is restarted in ${cellName(model, restart)}, between the places: each side needs a setting of its own.`
      );
    }
    const only = folder.places.length === 1 ? ownName(first) : null;
    const { cell } = first.literal;
    const head = only ? cell : headOf(model, first.literal);
    const late = ['os', 'pathlib', 'pathlib.Path'].flatMap(
      n => lateImport(model, n, head, only ? first.literal : null) ?? []
    )[0];
    if (late) {
      return context.decline(
        `\`${late.text}\` in ${cellName(model, late)} stands below where the setting goes.`
      );
    }
    const name = only
      ? settingName(only, first.path)
      : freshName(model, /models?$|checkpoints?$/i.test(folder.path) ? 'MODEL_DIR' : 'DATA_DIR');
    const os = edit.addImport('os', null, head);
    if (only) {
      const value = first.literal.text;
      edit.replace(first.literal, `${os}.environ.get("${name}", ${value})`);
    } else {
      const path = edit.addImport('pathlib', 'Path', head);
      edit.insertBelowImports(
        head,
        `${name} = ${path}(${os}.environ.get("${name}", ${quoted(folder.path)}))`
      );
      for (const place of folder.places) {
        rewritePlace(place, folder.path, name, context);
      }
    }
    return {
      title: `Read the path from the setting ${name}`,
      applicability: 'suggested',
      risks: [
        `Where the environment sets \`${name}\`, that is used; without it the path stays what it was.`,
        ...magicRisk(model, folder.path)
      ]
    };
  }
});

/** The variable that holds the path at the top level: it is one setting already, and only lacks a way to set it. */
function ownName({ literal, isFormatted }: IPlace): string | null {
  const assignment = literal.parent?.kind === 'assignment' ? literal.parent : null;
  const target = assignment?.child('left');
  const isTop = assignment?.parent?.parent?.kind === 'module';
  return isTop && !isFormatted && target?.kind === 'identifier' ? target.text : null;
}

/** `data_dir` → `DATA_DIR`; a single word may mean something to the system already, above all `PATH`. */
function settingName(variable: string, path: string): string {
  const isTelling =
    /[A-Za-z\d]_[A-Za-z\d]/.test(variable) && !/^(python|ld|java|cuda|conda)_/i.test(variable);
  return isTelling ? variable.toUpperCase() : /\.\w+$/.test(path) ? 'DATA_FILE' : 'DATA_DIR';
}

function hostOf(path: string): string {
  const host = path.startsWith('/content') ? 'Colab' : path.startsWith('/kaggle') ? 'Kaggle' : null;
  const what = /\.\w+$/.test(path) ? 'file' : 'folder';
  return host ? `is a ${what} that only ${host} has` : `is a ${what} of one machine`;
}

function magicIn(_model: SemanticModel, { syntax }: ICellModel): readonly CellSyntax[] {
  return syntax.magics.length ? [syntax] : [];
}

/** Shell lines and magics are not rewritten. */
function magicRisk(model: SemanticModel, folder: string): string[] {
  for (const syntax of model.collect(magicIn)) {
    if (syntax.magics.some(m => syntax.source.slice(m.range.start, m.range.end).includes(folder))) {
      return [`A magic or shell line in ${cellName(model, syntax)} goes on using \`${folder}\`.`];
    }
  }
  return [];
}

function rewritePlace(
  { literal, path, isFormatted, takesPath, isJoined }: IPlace,
  folder: string,
  name: string,
  { edit, model }: IRewriteContext
): void {
  if (isFormatted) {
    const start = literal.childOfKind('string_start')?.end ?? literal.start;
    edit.replaceRange(literal.cell, { start, end: start + folder.length }, `{${name}}`);
    return;
  }
  const rest = path.slice(folder.length);
  const isExact =
    (isJoined && /^[\\/]$/.test(rest)) ||
    (!/[\\/]$/.test(rest) && !/[\\/]{2}|[\\/]\.\.?[\\/]/.test(rest));
  if (takesPath && isExact) {
    const inner = rest.replace(/\\/g, '/').replace(/^\//, '');
    const text = inner ? `${name} / ${quoted(inner)}` : name;
    const made = pathCall(model, literal);
    if (made) {
      // `Path("…").parent` binds tighter than `/`.
      edit.replace(made, inner && !standsAlone.test(made.parent?.kind ?? '') ? `(${text})` : text);
    } else {
      edit.replace(literal, text);
    }
  } else if (rest === '') {
    edit.replace(literal, `str(${name})`);
  } else {
    edit.replace(literal, `f"{${name}}${quoted(rest).slice(1)}`);
  }
}

const standsAlone =
  /^(argument_list|keyword_argument|assignment|list|tuple|pair|return_statement)$/;

/** `Path("…")` around a literal that is all it is given: the setting is such an object itself. */
function pathCall(model: SemanticModel, literal: SyntaxNode): SyntaxNode | null {
  const list = literal.parent?.kind === 'argument_list' ? literal.parent : null;
  const call = list?.namedChildren.length === 1 ? list.parent : null;
  return call?.kind === 'call' && model.qualifiedName(call.child('function')) === 'pathlib.Path'
    ? call
    : null;
}

/** A Python literal; `path` holds no braces, quotes or control characters. */
function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\')}"`;
}

const importKinds = /^(import_statement|import_from_statement|future_import_statement)$/;

/** An import in the same cell that would be reused, but runs only after the place that needs it. */
function lateImport(
  model: SemanticModel,
  imported: string,
  cell: SyntaxNode['cell'],
  before: SyntaxNode | null
): SyntaxNode | null {
  const all = cell.root?.namedChildren ?? [];
  const opening = all.findIndex(
    s =>
      !importKinds.test(s.kind) &&
      !(s === all[0] && s.namedChildren[0]?.kind === 'string') &&
      !cell.magics.some(m => m.range.start <= s.start && s.end <= m.range.end)
  );
  const limit = before?.start ?? (opening < 0 ? cell.source.length : all[opening].start);
  for (const name of cell.root ? model.scopeAround(cell.root).bindings.keys() : []) {
    const [binding] = model.moduleBindings(name);
    const { statement } = binding;
    if (
      binding.imported === imported &&
      binding.cell === cell &&
      statement !== null &&
      statement.start > limit
    ) {
      return statement;
    }
  }
  return null;
}
