/** The words for a finding that several screens share, and its icon. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { Applicability, IDiagnostic, ISuppression } from '../core/analysis/diagnostic';
import { actNowIcon, manualIcon, safeIcon, suggestedIcon } from './icons';

/** The word for a kind of finding. */
export function kindWord(kind: Applicability, trans: TranslationBundle): string {
  return {
    safe: trans.__('Safe'),
    suggested: trans.__('Suggested'),
    manual: trans.__('Manual')
  }[kind];
}

/** What a kind of finding asks of a person. */
export function kindMeaning(kind: Applicability, trans: TranslationBundle): string {
  return {
    safe: trans.__('Safe: the fix is proved not to change what the notebook computes'),
    suggested: trans.__('Suggested: read what the fix changes before you take it'),
    manual: trans.__('Manual: advice, nothing is rewritten for you')
  }[kind];
}

/** The icon of a kind of finding. */
export function kindIcon(kind: Applicability): LabIcon {
  return { safe: safeIcon, suggested: suggestedIcon, manual: manualIcon }[kind];
}

/** The word for the kind of a finding. */
export function applicabilityWord(diagnostic: IDiagnostic, trans: TranslationBundle): string {
  return kindWord(diagnostic.applicability, trans);
}

/** The icon of a finding: its kind, or that it should not wait. */
export function findingIcon(diagnostic: IDiagnostic): LabIcon {
  return diagnostic.tier === 'act-now' ? actNowIcon : kindIcon(diagnostic.applicability);
}

/** What allows a finding for which nobody gave a reason. */
export function allowedBy(kind: ISuppression['kind'], trans: TranslationBundle): string {
  switch (kind) {
    case 'tag':
      return trans.__('by a tag of the cell');
    case 'file-rule':
      return trans.__('by anneal.toml');
    default:
      return trans.__('by a comment without a reason');
  }
}

/** "Cell 9:3", or "Cell 9, output". */
export function shortPlace(
  diagnostic: IDiagnostic,
  cell: number,
  trans: TranslationBundle
): string {
  return diagnostic.place === 'source'
    ? trans.__('Cell %1:%2', cell, diagnostic.range.start.line)
    : otherPlace(diagnostic, cell, trans);
}

/** "Cell 9, lines 3-6". */
export function longPlace(diagnostic: IDiagnostic, cell: number, trans: TranslationBundle): string {
  if (diagnostic.place !== 'source') {
    return otherPlace(diagnostic, cell, trans);
  }
  const { start, end } = diagnostic.range;
  return start.line === end.line
    ? trans.__('Cell %1, line %2', cell, start.line)
    : trans.__('Cell %1, lines %2-%3', cell, start.line, end.line);
}

function otherPlace(diagnostic: IDiagnostic, cell: number, trans: TranslationBundle): string {
  switch (diagnostic.place) {
    case 'output':
      return trans.__('Cell %1, output', cell);
    case 'metadata':
      return trans.__('Cell %1, metadata', cell);
    default:
      return trans.__('Cell %1, attachment', cell);
  }
}

/** "Cells 2, 4, 6-9". Takes 1-based numbers. */
export function cellList(numbers: readonly number[], trans: TranslationBundle): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; i++) {
    let j = i;
    while (sorted[j + 1] === sorted[j] + 1) {
      j++;
    }
    if (j - i >= 2) {
      parts.push(`${sorted[i]}-${sorted[j]}`);
      i = j;
    } else {
      parts.push(String(sorted[i]));
    }
  }
  return sorted.length === 1
    ? trans.__('Cell %1', sorted[0])
    : trans.__('Cells %1', parts.join(', '));
}
