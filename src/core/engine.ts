/**
 * The one engine that the Lab's worker, the command line and the tests share: parser and catalogue in, findings, fixes and packages
 * out. Remembers the notebooks that it analyzed last, so that an edit costs only what it can change.
 */
import { analyze, type IAnalyzeOptions } from './analysis/analyzer';
import type { IAnalysis, IDiagnostic } from './analysis/diagnostic';
import { History } from './analysis/history';
import type { IMigration } from './analysis/migration';
import { Plan } from './analysis/plan';
import { applyEdit } from './apply/applyEdit';
import { hashText } from './notebook/hash';
import type { ICell, INotebook } from './notebook/notebook';
import { tablesOf } from './semantic/cellTables';
import type { ICellModel, SemanticModel } from './semantic/model';
import { NameTables } from './semantic/nameTables';
import { NotebookModel } from './semantic/notebookModel';
import { nothingObserved, type Observed } from './semantic/observed';
import type { CellSyntax } from './syntax/cellSyntax';
import type { PythonParser } from './syntax/parser';

/** Which fixes to apply: all of an applicability (`suggested` includes the safe ones), or those a person chose by id. */
export type Acceptance = 'safe' | 'suggested' | { readonly ids: ReadonlySet<string> };

export interface IFixResult {
  readonly notebook: INotebook;
  readonly applied: readonly IDiagnostic[];
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  /** Source text of literals that move to `.env`. Secret. */
  readonly environment: ReadonlyMap<string, string>;
}

/** Notebooks whose answers are remembered at the same time. */
const maxHistories = 4;

/** Settings whose facts are told apart at the same time. */
const maxPlans = 8;

/** More fixes than this in one notebook mean that two migrations undo each other. */
const maxFixes = 1000;

/** A finding that comes back under the same identity more often than this is not cured by its fix. */
const maxRepeats = 5;

export class Engine {
  constructor(
    readonly parser: PythonParser,
    readonly catalogue: readonly IMigration[]
  ) {}

  /** The model of a notebook, on its own. Cells that are known from an earlier call are not parsed again. */
  model(notebook: INotebook, observed?: Observed): SemanticModel {
    const next = new Map<string, CellSyntax>();
    const history = this._histories.find(h => h.isOf(notebook));
    const cells = notebook.cells
      .filter(cell => cell.kind === 'code')
      .map((cell): ICellModel => {
        const known = this._syntax.get(cell.id);
        const syntax =
          known?.source === cell.source ? known : (history?.syntaxOf(cell) ?? this._parse(cell));
        next.set(cell.id, syntax);
        return { cell, syntax, module: tablesOf(syntax).module };
      });
    this._syntax = next;
    return new NotebookModel(notebook, new NameTables(cells), false, observed);
  }

  /** Analyzes a notebook once and remembers nothing: the cheapest way for one that does not come again. */
  analyzeOnce(notebook: INotebook, options: IAnalyzeOptions = {}): IAnalysis {
    return analyze(
      this.model(notebook, options.observed),
      this.catalogue,
      options,
      this._plan(options)
    );
  }

  /** Analyzes a notebook; when it comes again with an edit, that costs only what the edit can change. The result is the same. */
  analyze(notebook: INotebook, options: IAnalyzeOptions = {}): IAnalysis {
    const model = this._history(notebook).model(notebook, options.observed ?? nothingObserved);
    return analyze(model, this.catalogue, options, this._plan(options));
  }

  /** The secret values of a notebook: for redaction only. */
  secrets(notebook: INotebook, options: IAnalyzeOptions = {}): readonly string[] {
    return this._history(notebook).model(notebook).memo(this._plan(options).secrets);
  }

  /**
   * Applies fixes one by one, each computed on the notebook as the ones before left it, until none of the accepted kind is left.
   * Fixes that the ones before made impossible are listed with the reason.
   */
  fix(notebook: INotebook, accept: Acceptance, options?: IAnalyzeOptions): IFixResult {
    const applied: IDiagnostic[] = [];
    const environment = new Map<string, string>();
    const skipped = new Map<string, string>();
    const seen = new Set([textOf(notebook)]);
    const repeats = new Map<string, number>();
    let current = notebook;
    while (applied.length < maxFixes) {
      // From the last to the first: equal findings are told apart by their order, which must not shift under those still to come.
      const next = lastOf(
        this.analyze(current, options).diagnostics,
        d => d.fix !== null && !skipped.has(d.id) && isAccepted(d, accept, applied)
      );
      if (!next?.fix) {
        break;
      }
      const count = (repeats.get(next.id) ?? 0) + 1;
      repeats.set(next.id, count);
      if (count > maxRepeats) {
        skipped.set(next.id, 'The fix was applied and the finding is still there.');
        continue;
      }
      const result = applyEdit(current, next.fix.edit);
      if (!result.ok) {
        skipped.set(next.id, result.reason);
        continue;
      }
      const broken = this._newlyBlind(result.notebook, current);
      if (broken) {
        skipped.set(next.id, `The fix would break cell ${broken.index + 1}; it was not applied.`);
        continue;
      }
      const text = textOf(result.notebook);
      if (seen.has(text)) {
        skipped.set(next.id, 'The fix brings back what another fix changed; it was not applied.');
        continue;
      }
      seen.add(text);
      current = result.notebook;
      applied.push(next);
      for (const [name, literal] of result.environment) {
        environment.set(name, literal);
      }
    }
    if (typeof accept === 'object') {
      for (const id of accept.ids) {
        if (!applied.some(a => a.id === id) && !skipped.has(id)) {
          skipped.set(id, 'The finding is gone, or has no fix any more.');
        }
      }
    }
    return {
      notebook: current,
      applied,
      skipped: [...skipped].map(([id, reason]) => ({ id, reason })),
      environment
    };
  }

  /** The history of which the notebook is the next state, in the order of their last use. */
  private _history(notebook: INotebook): History {
    const found =
      this._histories.find(h => h.isOf(notebook)) ?? new History(cell => this._parse(cell));
    this._histories = [found, ...this._histories.filter(h => h !== found)].slice(0, maxHistories);
    return found;
  }

  /**
   * The syntax of a cell. What was read to try a fix is handed over once and not read again; never twice, since to a history a cell
   * that comes back is another one.
   */
  private _parse(cell: ICell): CellSyntax {
    const tried = this._tried.get(cell);
    this._tried.delete(cell);
    return tried ?? this.parser.parseCell(cell.source);
  }

  /** A cell that a fix changed and that cannot be read since. */
  private _newlyBlind(after: INotebook, before: INotebook): ICell | undefined {
    const old = new Map(before.cells.map(c => [c.id, c]));
    return after.cells.find(cell => {
      if (cell.kind !== 'code' || old.get(cell.id)?.source === cell.source) {
        return false;
      }
      const syntax = this.parser.parseCell(cell.source);
      this._tried.set(cell, syntax);
      return syntax.root === null;
    });
  }

  private _plan({ settings }: IAnalyzeOptions): Plan {
    const key = JSON.stringify(settings ?? {});
    let plan = this._plans.get(key);
    if (!plan) {
      if (this._plans.size >= maxPlans) {
        this._plans.clear();
      }
      plan = new Plan(this.catalogue, settings);
      this._plans.set(key, plan);
    }
    return plan;
  }

  private _syntax = new Map<string, CellSyntax>();
  private readonly _tried = new WeakMap<ICell, CellSyntax>();
  private _histories: readonly History[] = [];
  private readonly _plans = new Map<string, Plan>();
}

function isAccepted(
  diagnostic: IDiagnostic,
  accept: Acceptance,
  applied: readonly IDiagnostic[]
): boolean {
  if (typeof accept === 'object') {
    return accept.ids.has(diagnostic.id) && !applied.some(a => a.id === diagnostic.id);
  }
  return accept === 'suggested' || diagnostic.applicability === 'safe';
}

/** The last item that passes, without a copy of the list. */
function lastOf<T>(items: readonly T[], passes: (item: T) => boolean): T | undefined {
  for (let i = items.length - 1; i >= 0; i--) {
    if (passes(items[i])) {
      return items[i];
    }
  }
  return undefined;
}

/** What a fix can change, as one key. */
function textOf(notebook: INotebook): string {
  return hashText(notebook.cells.map(keyOf).join('\0'));
}

/** A fix leaves most cells as they are: each is hashed once. */
const cellKeys = new WeakMap<ICell, string>();

function keyOf(cell: ICell): string {
  let key = cellKeys.get(cell);
  if (key === undefined) {
    key = hashText(`${cell.id}\0${cell.source}\0${cell.outputs.length}`);
    cellKeys.set(cell, key);
  }
  return key;
}
