/** Plain data that crosses every boundary: diagnostics, fixes and notebook edits. Types only. */
import type { ITextEdit } from '../text/edit';
import type { IPosition, IRange } from '../text/range';

/** `safe`: proved; `suggested`: a person must agree; `manual`: advice only. */
export type Applicability = 'safe' | 'suggested' | 'manual';

/** How loudly a finding is shown: see the noise policy in `docs`. */
export type Tier = 'act-now' | 'normal' | 'quiet' | 'notebook';

/** Where in a cell a finding stands. */
export type Place = 'source' | 'output' | 'metadata' | 'attachment';

/** Changes the source of an existing cell. Refused when the cell's text no longer has `baseHash`. */
export interface ISourceEdit {
  readonly kind: 'source';
  readonly cellId: string;
  /** `hashText` of the source that the offsets were computed from. */
  readonly baseHash: string;
  readonly edits: readonly ITextEdit[];
}

/** Inserts a new code or Markdown cell directly after `after` (null: before the first cell). */
export interface IInsertCell {
  readonly kind: 'insert';
  readonly cellId: string;
  readonly after: string | null;
  readonly cellKind: 'code' | 'markdown';
  readonly source: string;
}

/** Removes the outputs of a cell. Refused when the cell's source no longer has `baseHash`. */
export interface IClearOutputs {
  readonly kind: 'clear-outputs';
  readonly cellId: string;
  readonly baseHash: string;
}

export type CellEdit = ISourceEdit | IInsertCell | IClearOutputs;

/**
 * A value that leaves the notebook for the `.env` file. Only the place of its literal is recorded, never the value:
 * whoever applies the edit reads it from the cell just before the cell changes.
 */
export interface IEnvironmentMove {
  readonly name: string;
  readonly cellId: string;
  readonly baseHash: string;
  /** Range in the cell's source: a string literal with its quotes, or the characters of a part of one. */
  readonly literal: IRange;
}

/** All or nothing: either every part applies or none does. */
export interface INotebookEdit {
  readonly cells: readonly CellEdit[];
  readonly environment?: readonly IEnvironmentMove[];
}

export interface IFix {
  /** Imperative, at most 60 characters. */
  readonly title: string;
  readonly applicability: Applicability;
  readonly edit: INotebookEdit;
  /** What a person has to agree to; empty for safe fixes. */
  readonly risks: readonly string[];
}

export interface IDiagnostic {
  /** Stable fingerprint: survives edits elsewhere and moves of the cell. */
  readonly id: string;
  readonly migration: string;
  readonly cell: { readonly index: number; readonly id: string };
  readonly place: Place;
  /** Offsets in the cell's source (place `source`), otherwise empty. */
  readonly offsets: IRange;
  readonly range: { readonly start: IPosition; readonly end: IPosition };
  readonly message: string;
  readonly why: string;
  readonly tier: Tier;
  readonly applicability: Applicability;
  readonly fix: IFix | null;
  /** Why there is no fix; null when there is one or when the finding is advice only. */
  readonly declined: string | null;
}

/** Findings that a rule of the project allows in this notebook. */
export interface IFileAllowance {
  readonly migrations: readonly string[];
  readonly reason: string;
}

/** By what a person allowed a finding. */
export interface ISuppression {
  readonly kind: 'comment' | 'tag' | 'notebook-comment' | 'file-rule';
  /** The person's own words; null where none were given. */
  readonly reason: string | null;
}

/** A finding that a person allowed: not shown among the others, and never fixed. */
export interface ISuppressedDiagnostic extends IDiagnostic {
  readonly suppression: ISuppression;
}

/** A comment or tag that allows something that is not there, or a habit that does not exist. */
export interface IUnusedSuppression {
  readonly migration: string;
  readonly isKnown: boolean;
  readonly cell: { readonly index: number; readonly id: string };
  /** 1-based; null for a tag. */
  readonly line: number | null;
}

/** A cell that could not be read as Python. */
export interface IBlindCell {
  readonly index: number;
  readonly id: string;
  readonly reason: string;
}

export interface IAnalysis {
  readonly codeCells: number;
  readonly blind: readonly IBlindCell[];
  readonly diagnostics: readonly IDiagnostic[];
  readonly suppressed: readonly ISuppressedDiagnostic[];
  readonly unusedSuppressions: readonly IUnusedSuppression[];
  /** Migrations that stopped with an internal error: the others still ran. */
  readonly faults: readonly { readonly migration: string; readonly reason: string }[];
}
