/** Which findings the panel lists, in which groups and in which order. Pure, so that list and card agree. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Applicability } from '../../core/analysis/diagnostic';
import type { IFinding } from './state';

/** What the groups of the list are. */
export type Grouping = 'habit' | 'cell';

/** Which cells are looked at: all, the active one, or all with what came since the notebook was opened. */
export type Scope = 'all' | 'cell' | 'new';

/** What a person asked to see. */
export interface IFilter {
  readonly query: string;
  readonly scope: Scope;
  /** Only findings of this kind; all when null. */
  readonly kind: Applicability | null;
}

/** What the filter needs to know of the notebook. */
export interface IFilterContext {
  readonly activeCellId: string | null;
  /** The findings of the first check, which are not new. */
  readonly firstIds: ReadonlySet<string> | null;
}

/** One group of the list. */
export interface IGroup {
  readonly key: string;
  readonly title: string;
  readonly findings: readonly IFinding[];
  readonly isQuiet: boolean;
}

/** How many findings there are: those that marks show, very common ones, and those that should not wait. */
export interface ICounts {
  readonly loud: number;
  readonly quiet: number;
  readonly urgent: number;
}

/** The findings that a filter leaves, in their order. */
export function filterFindings(
  findings: readonly IFinding[],
  { query, scope, kind }: IFilter,
  { activeCellId, firstIds }: IFilterContext
): readonly IFinding[] {
  const words = query.toLowerCase().split(/\s+/);
  return findings.filter(finding => {
    const { message, migration, why, applicability, cell, id } = finding.diagnostic;
    const text = `${message} ${migration} ${why} ${finding.habit} ${finding.group}`.toLowerCase();
    return (
      words.every(word => text.includes(word)) &&
      (kind === null || applicability === kind) &&
      (scope === 'all' || (scope === 'cell' ? cell.id === activeCellId : !firstIds?.has(id)))
    );
  });
}

/** "Act now" first, then chapters (or cells) in order, then one quiet group per habit. */
export function groupFindings(
  findings: readonly IFinding[],
  grouping: Grouping,
  trans: TranslationBundle
): readonly IGroup[] {
  const groups = new Map<string, { title: string; findings: IFinding[]; isQuiet: boolean }>();
  const add = (key: string, title: string, isQuiet: boolean, finding: IFinding): void => {
    const group = groups.get(key) ?? { title, findings: [], isQuiet };
    group.findings.push(finding);
    groups.set(key, group);
  };
  const rank = (f: IFinding): number =>
    f.isQuiet ? 2 : f.diagnostic.tier === 'act-now' && grouping === 'habit' ? 0 : 1;
  for (const finding of [...findings].sort((a, b) => rank(a) - rank(b))) {
    const { diagnostic, habit, group, cellNumber } = finding;
    if (finding.isQuiet) {
      add(`quiet:${diagnostic.migration}`, habit, true, finding);
    } else if (grouping === 'cell') {
      add(`cell:${diagnostic.cell.id}`, trans.__('Cell %1', cellNumber), false, finding);
    } else if (diagnostic.tier === 'act-now') {
      add('act-now', trans.__('Act now'), false, finding);
    } else {
      add(`group:${group}`, group, false, finding);
    }
  }
  return [...groups].map(([key, group]) => ({ key, ...group }));
}

/** The findings that come before and after one in a list; its place counts from 0. */
export interface INeighbours {
  readonly index: number;
  readonly total: number;
  readonly previous: string | null;
  readonly next: string | null;
}

/**
 * Where a finding stands in a list of ids. Ids that are gone since stay in the count, so that a card keeps its place when
 * its finding is applied, and are passed over.
 */
export function neighboursOf(
  id: string,
  order: readonly string[],
  present: ReadonlySet<string>
): INeighbours | null {
  const index = order.indexOf(id);
  return index < 0
    ? null
    : {
        index,
        total: order.length,
        previous:
          order
            .slice(0, index)
            .filter(other => present.has(other))
            .at(-1) ?? null,
        next: order.slice(index + 1).find(other => present.has(other)) ?? null
      };
}

/** Counts findings as the panel and the status bar name them. */
export function countsOf(findings: readonly IFinding[]): ICounts {
  const quiet = findings.filter(f => f.isQuiet).length;
  return {
    loud: findings.length - quiet,
    quiet,
    urgent: findings.filter(f => f.diagnostic.tier === 'act-now').length
  };
}

/** "7 findings, 9 quiet"; empty when there are none. */
export function countText({ loud, quiet }: ICounts, trans: TranslationBundle): string {
  return [
    ...(loud ? [trans._n('%1 finding', '%1 findings', loud)] : []),
    ...(quiet
      ? [
          loud
            ? trans.__('%1 quiet', quiet)
            : trans._n('%1 quiet finding', '%1 quiet findings', quiet)
        ]
      : [])
  ].join(', ');
}
