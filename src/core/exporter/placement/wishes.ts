/**
 * Which module a person wants each statement in, and which definitions the package shall offer. The nearest word counts: a comment
 * on the statement, then the choice made in the plan, then a comment or tag of the cell.
 */
import type { SemanticModel } from '../../semantic/model';
import { isRecord } from '../../notebook/notebook';
import { readChoices, type IExportChoices } from './choices';
import type { HoistKind } from '../flow/hoist';
import type { ICellItems, IItem } from '../items/items';
import { moduleNameProblem, packageNameProblem } from './moduleNames';
import { misplacedOverrides, overridesOf, type IOverride } from './overrides';
import type { IPlanProblem } from '../plan';

export interface IWish {
  readonly module: string;
  /** How a person said it, e.g. "`# anneal: module=features`". */
  readonly words: string;
  /** 0-based index of the cell that says so; null for a choice of the plan. */
  readonly cell: number | null;
  /** It stands in the code, where only a person changes it. */
  readonly isComment: boolean;
}

/** Where the name of a package comes from when the plan chooses none. */
export interface IPackageNames {
  /** What the caller asks for; it goes before all. */
  readonly given: string | undefined;
  readonly proposed: string;
}

export class Wishes {
  constructor(
    private readonly _model: SemanticModel,
    private readonly _cells: readonly ICellItems[],
    names: IPackageNames
  ) {
    const { choices, problem } = readChoices(_model.notebook.metadata);
    this.choices = choices;
    if (problem !== null) {
      this._problems.push({ cell: null, message: problem });
    }
    this.packageName = names.given ?? this._chosenName ?? names.proposed;
    this._checkNames(this.packageName);
    this._checkPlaces();
  }

  readonly choices: IExportChoices;

  /** The name that the package gets. */
  readonly packageName: string;

  get problems(): readonly IPlanProblem[] {
    return this._problems;
  }

  /** The wish for a definition or constant that stands in a module. */
  ofDefinition(item: IItem): IWish | null {
    const [name] = item.binds.keys();
    const chosen = Object.hasOwn(this.choices.definitions, name)
      ? this.choices.definitions[name]
      : null;
    return (
      this._wish(item.overrides) ??
      (chosen !== null && this.isUsable(chosen)
        ? {
            module: chosen,
            words: 'the choice made in the export plan',
            cell: null,
            isComment: false
          }
        : null) ??
      this._ofCell(item)
    );
  }

  /** The wish for a statement of a step. */
  ofStatement(item: IItem): IWish | null {
    return this._wish(item.overrides) ?? this._ofCell(item);
  }

  /** Definitions and imports that a person wants elsewhere and that are part of a step, or stand where they are used. */
  unfit(kinds: ReadonlyMap<IItem, HoistKind>): IPlanProblem[] {
    const found: IPlanProblem[] = [];
    for (const item of this._cells.flatMap(c => c.items)) {
      const cell = item.cell.cell.index;
      const kind = kinds.get(item);
      const wish = this._wish(item.overrides);
      const [name] = item.binds.keys();
      if (wish && item.kind === 'import') {
        found.push({
          cell,
          message: `Cell ${cell + 1}: ${wish.words} stands at an import. Imports stand in the modules that use them; remove the comment.`
        });
      } else if (item.kind === 'definition' && !kind && item.dropped === null) {
        const chosen = Object.hasOwn(this.choices.definitions, name);
        if (wish || chosen) {
          found.push({
            cell,
            message: `Cell ${cell + 1}: \`${name}\` cannot move to \`${wish?.module ?? this.choices.definitions[name]}\`, because it is part of a step: it needs what only the run makes, or the notebook makes it more than once. Give it what it needs as parameters, or move the whole step.`
          });
        }
      }
    }
    return found;
  }

  /** Choices of the plan that mean nothing any more. */
  stale(modules: ReadonlySet<string>): string[] {
    const there = new Set(
      this._cells.flatMap(c => c.items).flatMap(i => [...i.binds.keys(), ...i.skippedNames])
    );
    const names = Object.keys(this.choices.definitions).filter(n => !there.has(n));
    const renamed = Object.keys(this.choices.modules).filter(n => !modules.has(n));
    return [
      ...names.map(n => `A choice of the plan moves \`${n}\`, which the notebook no longer has.`),
      ...renamed.map(
        n => `A choice of the plan renames the module \`${n}\`, which is not needed any more.`
      )
    ];
  }

  /** The definitions that the package itself shall offer. */
  entries(kinds: ReadonlyMap<IItem, HoistKind>): {
    readonly items: readonly IItem[];
    readonly problems: readonly IPlanProblem[];
  } {
    const items = new Set<IItem>();
    const problems: IPlanProblem[] = [];
    const isOffered = (i: IItem): boolean => kinds.get(i) === 'definition';
    for (const cell of this._cells) {
      const wanted = cell.overrides.filter(o => o.kind === 'entry');
      for (const override of wanted) {
        const here = cell.items.filter(i =>
          override.scope === 'cell' ? isOffered(i) : i.overrides.includes(override)
        );
        here.filter(isOffered).forEach(i => items.add(i));
        const claimed = override.scope === 'cell' || here.length > 0;
        if (claimed && cell.leftOut === null && !here.some(isOffered)) {
          problems.push({
            cell: override.cell,
            message: `Cell ${override.cell + 1}: ${override.words} marks no function or class that can be imported from the package. Put it above a function or class that needs nothing that only the run makes.`
          });
        }
      }
    }
    return { items: [...items], problems };
  }

  private _ofCell(item: IItem): IWish | null {
    return this._wish(this._cells[item.order].overrides.filter(o => o.scope === 'cell'));
  }

  private _wish(overrides: readonly IOverride[]): IWish | null {
    const found = overrides.find(o => o.kind === 'module' && this.isUsable(o.module));
    return found
      ? {
          module: found.module,
          words: found.words,
          cell: found.cell,
          isComment: found.range !== null
        }
      : null;
  }

  /** True unless no module can have that name. */
  isUsable(module: string): boolean {
    return !this._invalid.has(module);
  }

  /** The name of the package that a person chose in the plan, when it can be one. */
  private get _chosenName(): string | null {
    const { name } = this.choices;
    return name !== undefined && packageNameProblem(name) === null ? name : null;
  }

  private _checkNames(packageName: string): void {
    const { name } = this.choices;
    const refused = name === undefined ? null : packageNameProblem(name);
    if (refused !== null) {
      this._problems.push({ cell: null, message: `The export plan: \`${name}\` ${refused}.` });
    }
    const check = (module: string, cell: number | null, words: string): void => {
      const problem = moduleNameProblem(module, packageName);
      if (problem !== null) {
        this._invalid.add(module);
        const at = cell === null ? 'The export plan' : `Cell ${cell + 1}`;
        this._problems.push({ cell, message: `${at}: \`${module}\` ${problem} (${words}).` });
      }
    };
    for (const { overrides } of this._cells) {
      const modules = overrides.filter(o => o.kind === 'module');
      modules.forEach(o => check(o.module, o.cell, o.words));
      const ofCell = modules.filter(o => o.scope === 'cell');
      const other = ofCell.find(o => o.module !== ofCell[0].module);
      if (other) {
        this._problems.push({
          cell: other.cell,
          message: `Cell ${other.cell + 1} asks for two modules: ${ofCell[0].words} and ${other.words}. Keep one of them.`
        });
      }
    }
    const chosen = 'a choice of the plan';
    for (const [from, to] of Object.entries(this.choices.modules)) {
      if (from === 'pipeline' || to === 'pipeline') {
        this._problems.push({
          cell: null,
          message:
            'The export plan: `pipeline` runs all steps and keeps its name. Choose another name for the other module, or none for this one.'
        });
      } else {
        check(to, null, chosen);
      }
    }
    Object.values(this.choices.definitions).forEach(to => check(to, null, chosen));
  }

  private _checkPlaces(): void {
    const claimed = new Set(this._cells.flatMap(c => c.items).flatMap(i => i.overrides));
    const byCell = new Map(this._model.cells.map((c, order) => [c.cell, this._cells[order]]));
    for (const cell of this._model.notebook.cells) {
      const code = byCell.get(cell);
      if (!code || code.leftOut === null) {
        const overrides =
          code?.overrides ?? (isRecord(cell.metadata) ? overridesOf(cell, null) : []);
        this._problems.push(...misplacedOverrides(cell, overrides, claimed));
      }
    }
  }

  private readonly _problems: IPlanProblem[] = [];
  private readonly _invalid = new Set<string>();
}

/** Why something stands where a person wants it. */
export function asked(wish: IWish): string {
  return wish.cell === null
    ? 'You chose this in the plan.'
    : `Cell ${wish.cell + 1} asks for it: ${wish.words}.`;
}

/** Who asks: a cell, or the plan. */
export function where(wish: IWish): string {
  return wish.cell === null ? 'The export plan' : `Cell ${wish.cell + 1}`;
}
