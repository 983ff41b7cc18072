/**
 * The live notebook as the core's snapshot. Parts of a cell that did not change are the very same objects as in the snapshot
 * before, so that the worker is sent only what changed. Reads; never writes.
 */
import type { CellChange, ISharedCell, ISharedCodeCell, ISharedNotebook } from '@jupyter/ydoc';
import type { IDisposable } from '@lumino/disposable';
import type { CellKind, ICell, INotebook, IOutput } from '../core/notebook/notebook';

interface ITracked {
  readonly shared: ISharedCell;
  readonly onChange: (sender: ISharedCell, change: CellChange) => void;
  /** Null: has to be read again. */
  source: string | null;
  outputs: readonly IOutput[] | null;
  metadata: Readonly<Record<string, unknown>> | null;
  attachments: ICell['attachments'] | null;
  cell: ICell | null;
}

export class NotebookAdapter implements IDisposable {
  constructor(private readonly _notebook: ISharedNotebook) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The notebook as it is now. */
  snapshot(): INotebook {
    const live = new Set<ISharedCell>();
    const cells = this._notebook.cells.map((shared, index) => {
      live.add(shared);
      return this._read(this._track(shared), index);
    });
    for (const tracked of this._cells.values()) {
      if (!live.has(tracked.shared)) {
        this._untrack(tracked);
      }
    }
    return { cells, metadata: this._notebook.getMetadata() as Record<string, unknown> };
  }

  dispose(): void {
    this._isDisposed = true;
    [...this._cells.values()].forEach(tracked => this._untrack(tracked));
  }

  private _track(shared: ISharedCell): ITracked {
    const known = this._cells.get(shared);
    if (known) {
      return known;
    }
    const tracked: ITracked = {
      shared,
      source: null,
      outputs: null,
      metadata: null,
      attachments: null,
      cell: null,
      onChange: (_, change) => {
        tracked.cell = null;
        if (change.sourceChange) {
          tracked.source = null;
        }
        if (change.outputsChange || change.streamOutputChange) {
          tracked.outputs = null;
        }
        if (change.metadataChange) {
          tracked.metadata = null;
        }
        if (change.attachmentsChange) {
          tracked.attachments = null;
        }
      }
    };
    shared.changed.connect(tracked.onChange);
    this._cells.set(shared, tracked);
    return tracked;
  }

  private _untrack(tracked: ITracked): void {
    tracked.shared.changed.disconnect(tracked.onChange);
    this._cells.delete(tracked.shared);
  }

  private _read(tracked: ITracked, index: number): ICell {
    if (tracked.cell) {
      if (tracked.cell.index !== index) {
        tracked.cell = { ...tracked.cell, index };
      }
      return tracked.cell;
    }
    const { shared } = tracked;
    const code = shared.cell_type === 'code' ? (shared as ISharedCodeCell) : null;
    tracked.source ??= shared.getSource();
    tracked.outputs ??= code ? (code.getOutputs() as unknown as IOutput[]) : [];
    tracked.metadata ??= shared.getMetadata() as Record<string, unknown>;
    if (tracked.attachments === null) {
      tracked.attachments =
        'getAttachments' in shared
          ? ((shared.getAttachments() as ICell['attachments']) ?? undefined)
          : undefined;
    }
    tracked.cell = {
      id: shared.getId(),
      index,
      kind: shared.cell_type as CellKind,
      source: tracked.source,
      executionCount: code?.execution_count ?? null,
      outputs: tracked.outputs,
      metadata: tracked.metadata,
      ...(tracked.attachments ? { attachments: tracked.attachments } : {})
    };
    return tracked.cell;
  }

  private readonly _cells = new Map<ISharedCell, ITracked>();
  private _isDisposed = false;
}
