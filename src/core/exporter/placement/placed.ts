/** Where definitions and steps stand, with the reasons. Types only. */
import type { IItem } from '../items/items';
import type { IPlanProblem } from '../plan';
import type { IModule } from './roles';

export interface IPlacedStep {
  readonly module: string;
  readonly reason: string;
  /** A comment in the code decides its module. */
  readonly isFixed: boolean;
}

export interface IPlaced {
  readonly modules: readonly IModule[];
  /** Module of each step, with the reason. */
  readonly steps: readonly IPlacedStep[];
  readonly reasons: ReadonlyMap<IItem, string>;
  readonly problems: readonly IPlanProblem[];
  /** Names before a person renamed modules. */
  readonly proposed: ReadonlySet<string>;
}
