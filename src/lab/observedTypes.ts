/**
 * Which types the names of a cell held in the kernel after it ran, as far as that is known for certain. Asked for after cells ran,
 * by the next check.
 */
import type { Cell } from '@jupyterlab/cells';
import { NotebookActions, type Notebook, type NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { hashText } from '../core/notebook/hash';
import type { INotebook } from '../core/notebook/notebook';
import type { Observed } from '../core/semantic/observed';
import { askTypes } from './kernelTypes';

/** More names than this are not asked for at once. */
const maxNames = 500;

interface IRan {
  readonly notebook: Notebook;
  readonly cell: Cell;
}

interface IRun {
  /** As it was sent to the kernel. */
  readonly source: string;
  readonly state: 'running' | 'done' | 'failed';
}

/** What the kernel of one open notebook held after each of its cells ran. */
export class ObservedTypes implements IDisposable {
  constructor(private readonly _panel: NotebookPanel) {
    NotebookActions.executionScheduled.connect(this._onScheduled, this);
    NotebookActions.executed.connect(this._onExecuted, this);
    _panel.sessionContext.statusChanged.connect(this._onStatus, this);
    _panel.sessionContext.kernelChanged.connect(this.clear, this);
  }

  /** What was told so far, in the kernel's present life. */
  get known(): Observed {
    return this._known;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  clear(): void {
    this._known = {};
    this._runs.clear();
  }

  /**
   * Asks about the cells that ran since the last time, if they are all through and somebody sees the notebook. Never throws.
   *
   * @param notebook - the notebook as it is now
   */
  async ask(notebook: INotebook): Promise<void> {
    const sources = new Map(notebook.cells.map(c => [c.id, c.source]));
    const runs = [...this._runs].map(([id, run]) => ({ id, run }));
    const isUnderWay = runs.some(
      ({ id, run }) => run.state === 'running' && sources.get(id) === run.source
    );
    if (!this._panel.isVisible || isUnderWay) {
      return;
    }
    // What a cell did that failed, or is another one by now, is not known: nor what those before it still hold.
    const doubtful = new Set<string>();
    const asked = new Map<string, readonly string[]>();
    for (const { id, run } of [...runs].reverse()) {
      if (run.state === 'done' && sources.get(id) === run.source) {
        asked.set(
          id,
          namesIn(run.source).filter(n => !doubtful.has(n))
        );
      } else {
        namesIn(run.source).forEach(n => doubtful.add(n));
      }
    }
    const names = [...new Set([...asked.values()].flat())].slice(0, maxNames);
    const types = names.length
      ? await askTypes(this._panel.sessionContext.session?.kernel, names)
      : null;
    // A cell that ran again meanwhile is asked about when it is through.
    if (!types || runs.some(({ id, run }) => this._runs.get(id) !== run)) {
      return;
    }
    const known = { ...this._known };
    for (const { id, run } of runs) {
      this._runs.delete(id);
      const own = asked.get(id)?.flatMap(n => {
        const type = types.get(n);
        return type === undefined ? [] : [[n, type] as const];
      });
      if (own) {
        known[id] = { hash: hashText(run.source), types: Object.fromEntries(own) };
      }
    }
    this._known = known;
  }

  private _onScheduled(_: unknown, { notebook, cell }: IRan): void {
    if (notebook === this._panel.content) {
      const { id, sharedModel } = cell.model;
      // The last one to run is the last of the list.
      this._runs.delete(id);
      this._runs.set(id, { source: sharedModel.getSource(), state: 'running' });
      const { [id]: __, ...rest } = this._known;
      this._known = rest;
    }
  }

  private _onExecuted(_: unknown, { cell, success }: IRan & { readonly success: boolean }): void {
    const run = this._runs.get(cell.model.id);
    if (run?.state === 'running') {
      this._runs.set(cell.model.id, { source: run.source, state: success ? 'done' : 'failed' });
    }
  }

  private _onStatus(_: unknown, status: Kernel.Status): void {
    if (/restarting$|^(dead|terminating)$/.test(status)) {
      this.clear();
    }
  }

  private _known: Observed = {};
  private _isDisposed = false;
  /** Of cells that were not asked about since, in the order in which they were started. */
  private readonly _runs = new Map<string, IRun>();
}

/** Words that may be names of the notebook; private ones are nobody's business. */
function namesIn(source: string): string[] {
  return [...new Set(source.match(/(?<![\w.])[A-Za-z]\w*/g))];
}
