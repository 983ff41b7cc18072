/** What the panel shows of a session, as plain data. */
import type { IDiagnostic } from '../core/analysis/diagnostic';
import { commentsOf, standingOf } from '../core/review/review';
import type { IApplied, IFinding, IMessage, IPanelState } from '../ui/panel/state';
import type { AnnealSession } from './session';

/** What is open in the panel for one notebook, and what was said last. */
export interface IPanelScreen {
  readonly openId: string | null;
  readonly message: IMessage | null;
}

/** The list, and nothing said. */
export const emptyScreen: IPanelScreen = { openId: null, message: null };

/** The panel for the notebook of a session, or for none. */
export function panelState(session: AnnealSession | null, screen: IPanelScreen): IPanelState {
  const analysis = session?.analysis ?? null;
  const findings = session ? unapplied(session) : [];
  const language = session?.language ?? null;
  const hidden = session?.hiddenHabits ?? [];
  const shown = findings.filter(f => !hidden.includes(f.diagnostic.migration));
  return {
    kind: !session
      ? 'no-notebook'
      : language !== null && language !== 'python'
        ? 'other-language'
        : 'ready',
    notebookName: session?.panel.title.label ?? '',
    notebookId: session?.panel.id ?? '',
    language: language ?? '',
    checking: session?.checking ?? null,
    hasResult: analysis !== null,
    failure: session?.failure ?? null,
    isStopped: session?.isStopped ?? false,
    codeCells: analysis?.codeCells ?? 0,
    cells: session?.snapshot?.cells ?? [],
    blind: analysis?.blind ?? [],
    faults: analysis?.faults ?? [],
    findings: shown.filter(f => !isAside(f)),
    suppressed: session
      ? (analysis?.suppressed ?? []).map(d => ({
          finding: findingView(session, d),
          reason: d.suppression.reason,
          kind: d.suppression.kind
        }))
      : [],
    unusedSuppressions: analysis?.unusedSuppressions ?? [],
    setAside: shown.filter(isAside),
    hiddenHabits: hidden.map(migration => ({
      migration,
      title: session?.habits[migration]?.title ?? migration,
      count: findings.filter(f => f.diagnostic.migration === migration).length
    })),
    applied: session ? appliedViews(session) : [],
    reviewProblem: session?.review.problem ?? null,
    waiting: session?.review.waiting ?? 0,
    activeCellId: session?.panel.content.activeCell?.model.id ?? null,
    ...screen
  };
}

/** The findings of a session that a person has not rejected, deferred, hidden or applied. */
export function openFindings(session: AnnealSession): readonly IFinding[] {
  return unapplied(session).filter(
    f => !isAside(f) && !session.hiddenHabits.includes(f.diagnostic.migration)
  );
}

/** A finding of a session as screens show it. */
export function findingView(session: AnnealSession, diagnostic: IDiagnostic): IFinding {
  const habit = session.habits[diagnostic.migration];
  return {
    diagnostic,
    cellNumber: diagnostic.cell.index + 1,
    habit: habit?.title ?? diagnostic.migration,
    group: habit?.group ?? '',
    isQuiet: diagnostic.tier === 'quiet',
    state: session.decisions.stateOf(diagnostic.id),
    standing: standingOf(session.review.review, diagnostic.id),
    comments: commentsOf(session.review.review, diagnostic.id)
  };
}

function unapplied(session: AnnealSession): readonly IFinding[] {
  const done = new Set(session.applied.flatMap(r => r.diagnostics.map(d => d.id)));
  return (session.analysis?.diagnostics ?? [])
    .filter(d => !done.has(d.id))
    .map(d => findingView(session, d));
}

function appliedViews(session: AnnealSession): readonly IApplied[] {
  const cells = session.panel.content.model?.sharedModel.cells ?? [];
  return session.applied.flatMap(record => {
    const { obstacle, cellIds } = record.fix;
    const cellNumbers = cellIds
      .map(id => cells.findIndex(c => c.getId() === id) + 1)
      .filter(n => n > 0);
    return record.diagnostics.map(diagnostic => ({
      finding: findingView(session, diagnostic),
      at: record.at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
      cellNumbers,
      canUndo: obstacle === undefined,
      obstacle: typeof obstacle === 'number' ? obstacle + 1 : null,
      spansCells: new Set(cellIds).size > 1
    }));
  });
}

/** Rejected and deferred findings are listed apart. */
function isAside({ state }: IFinding): boolean {
  return state === 'rejected' || state === 'deferred';
}
