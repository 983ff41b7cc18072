/**
 * A cell of a notebook whose answers are remembered. It stays the same while others come and go above it, though its number changes
 * then: the number is asked for, and whoever asks while a fact is computed has asked the model.
 */
import type { CellKind, ICell } from '../notebook/notebook';
import { isSame } from './same';

/** Where cells stand at present. */
export interface ICellPlaces {
  /** The number of a cell among all cells, by its id. */
  indexOf(id: string): number;
}

export class PlacedCell implements ICell {
  constructor(
    cell: ICell,
    private readonly _places: ICellPlaces
  ) {
    this.id = cell.id;
    this.kind = cell.kind;
    this.source = cell.source;
    this.executionCount = cell.executionCount;
    this.outputs = cell.outputs;
    this.metadata = cell.metadata;
    this.attachments = cell.attachments;
  }

  readonly id: string;
  readonly kind: CellKind;
  readonly source: string;
  readonly executionCount: number | null;
  readonly outputs: ICell['outputs'];
  readonly metadata: ICell['metadata'];
  readonly attachments: ICell['attachments'];

  get index(): number {
    return this._places.indexOf(this.id);
  }

  /** Whether a cell is this one in all but its number. */
  isLike(cell: ICell): boolean {
    return (
      this.source === cell.source &&
      this.kind === cell.kind &&
      this.id === cell.id &&
      this.executionCount === cell.executionCount &&
      isSame(cell.outputs, this.outputs) &&
      isSame(cell.metadata, this.metadata) &&
      isSame(cell.attachments, this.attachments)
    );
  }
}
