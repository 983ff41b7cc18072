/** The sessions of all open notebooks, and which one is current. */
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Signal, type ISignal } from '@lumino/signaling';
import { AnnealSession, type ISessionOptions } from './session';

export class Sessions {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _shared: Omit<ISessionOptions, 'panel'>
  ) {
    _tracker.widgetAdded.connect((_, panel) => this._add(panel));
    _tracker.forEach(panel => this._add(panel));
    _tracker.currentChanged.connect(() => {
      const { current } = this;
      void current?.review.load();
      // Files may have changed while another notebook was in front.
      if (current?.analysis) {
        void current.check();
      }
      this._changed.emit();
    });
    _tracker.activeCellChanged.connect(() => this._activeCellChanged.emit());
  }

  get current(): AnnealSession | null {
    const panel = this._tracker.currentWidget;
    return panel ? this.of(panel) : null;
  }

  /** The current notebook or something in its session changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get activeCellChanged(): ISignal<this, void> {
    return this._activeCellChanged;
  }

  /** A check of some notebook ended. */
  get analyzed(): ISignal<this, AnnealSession> {
    return this._analyzed;
  }

  of(panel: NotebookPanel): AnnealSession | null {
    return this._sessions.get(panel) ?? null;
  }

  /** The session of an open notebook by its path below the server's root; null when it is not open. */
  async opened(path: string): Promise<AnnealSession | null> {
    const session = [...this._sessions.values()].find(s => s.path === path) ?? null;
    await session?.panel.context.ready;
    return session;
  }

  /** The session of the notebook that holds a cell model. */
  withCell(cellId: string): AnnealSession | null {
    for (const session of this._sessions.values()) {
      const cells = session.panel.content.model?.sharedModel.cells ?? [];
      if (cells.some(c => c.getId() === cellId)) {
        return session;
      }
    }
    return null;
  }

  forEach(work: (session: AnnealSession) => void): void {
    this._sessions.forEach(work);
  }

  private _add(panel: NotebookPanel): void {
    if (this._sessions.has(panel)) {
      return;
    }
    const session = new AnnealSession({ panel, ...this._shared });
    this._sessions.set(panel, session);
    session.changed.connect(() => {
      if (session === this.current) {
        this._changed.emit();
      }
    });
    session.analyzed.connect(() => this._analyzed.emit(session));
    panel.disposed.connect(() => {
      this._sessions.delete(panel);
      this._changed.emit();
    });
  }

  private readonly _sessions = new Map<NotebookPanel, AnnealSession>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _activeCellChanged = new Signal<this, void>(this);
  private readonly _analyzed = new Signal<this, AnnealSession>(this);
}
