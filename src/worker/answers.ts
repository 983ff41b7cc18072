/**
 * The answers of checks on their way to the page. After an edit nearly all findings are those of before: they are named by their place
 * in the last answer, so that an answer costs what the edit changed. The page reads every answer, also one that nobody waits for any
 * more, since the next one builds on it.
 */
import type { IDiagnostic } from '../core';
import type { IAnalysisAnswer, IPackedAnswer } from './protocol';
import { fromRuns, toRuns } from './runs';

/** The worker's side. */
export class AnswersSent {
  /** @param id of the request that is answered */
  pack(id: number, key: string, { analysis, habits, hidden }: IAnalysisAnswer): IPackedAnswer {
    const { diagnostics, ...rest } = analysis;
    const before = this._last.get(key);
    const places = new Map(before?.diagnostics.map((d, i) => [d, i]));
    this._last.set(key, { id, diagnostics });
    return {
      base: before?.id ?? null,
      rest,
      diagnostics: toRuns(diagnostics, d => places.get(d)),
      habits: before ? null : habits,
      hidden
    };
  }

  /** The next answer for a notebook is sent whole. */
  forget(key: string): void {
    this._last.delete(key);
  }

  /** As `forget`, for all. */
  clear(): void {
    this._last.clear();
  }

  private readonly _last = new Map<
    string,
    { readonly id: number; readonly diagnostics: readonly IDiagnostic[] }
  >();
}

/** The page's side. */
export class AnswersReceived {
  /** Null for an answer that builds on one that was forgotten. */
  unpack(id: number, key: string, packed: IPackedAnswer): IAnalysisAnswer | null {
    const before = this._last.get(key);
    if (packed.base !== null && packed.base !== before?.id) {
      return null;
    }
    const known = packed.base === null ? undefined : before?.answer;
    const answer: IAnalysisAnswer = {
      analysis: {
        ...packed.rest,
        diagnostics: fromRuns(packed.diagnostics, known?.analysis.diagnostics ?? [])
      },
      habits: packed.habits ?? known?.habits ?? {},
      hidden: packed.hidden
    };
    this._last.set(key, { id, answer });
    return answer;
  }

  forget(key: string): void {
    this._last.delete(key);
  }

  clear(): void {
    this._last.clear();
  }

  private readonly _last = new Map<
    string,
    { readonly id: number; readonly answer: IAnalysisAnswer }
  >();
}
