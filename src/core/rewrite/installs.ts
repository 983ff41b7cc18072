/** Where a notebook installs a package: what imports it has to stand below. */
import { dependencyOf, normalized, standardLibrary } from '../exporter/dependencies/distributions';
import type { IMagic } from '../notebook/magics';
import type { ICellModel, SemanticModel } from '../semantic/model';
import type { CellSyntax } from '../syntax/cellSyntax';

/** An install command of the notebook. */
export interface IInstall {
  readonly cell: CellSyntax;
  /** Where the statement ends that holds the command. */
  readonly end: number;
  /** What it names, normalised as package names are. */
  readonly words: ReadonlySet<string>;
  /** True when it installs what a file lists: that may be anything. */
  readonly isOpen: boolean;
}

/** The install commands that may bring a module, in document order. */
export function installsOf(model: SemanticModel, module: string): readonly IInstall[] {
  const root = module.split('.')[0];
  if (standardLibrary.has(root)) {
    return [];
  }
  const names = [root, dependencyOf(root, undefined, new Map()).distribution].map(normalized);
  return model.collect(installsIn).filter(i => i.isOpen || names.some(n => i.words.has(n)));
}

const command = /(?:^|[\s!%;&|])(?:pip3?|conda|mamba|uv)\s(?:[^\n;&|]*\s)?(?:install|add)\s/;

function installsIn(_model: SemanticModel, { syntax }: ICellModel): readonly IInstall[] {
  return syntax.magics.flatMap(magic => {
    const { start, end } = scriptOf(magic);
    const text = syntax.source.slice(start, end);
    if (!command.test(text)) {
      return [];
    }
    const holder = syntax.root?.namedChildren.find(s => s.start <= start && start < s.end);
    return [
      {
        cell: syntax,
        end: Math.max(end, holder?.end ?? 0),
        words: new Set(text.split(/[^\w.-]+|\.git\b/).map(normalized)),
        isOpen: /\s(?:-r|--requirement|-e|--editable|--file)\b|\s\.(?:\s|$)/.test(text)
      }
    ];
  });
}

/** The text of the magic: for `%%bash` and the like, which own their cell, the body. */
function scriptOf(magic: IMagic): { readonly start: number; readonly end: number } {
  return magic.kind === 'cell' && /^(?:bash|sh|script|!)$/.test(magic.name) && magic.body
    ? magic.body
    : magic.range;
}
