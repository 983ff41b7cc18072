/** The findings as groups of rows, the very common ones last. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';
import { plain, Rich } from '../Rich';
import { applicabilityWord, findingIcon, shortPlace } from '../words';
import { stateWord } from '../review/words';
import type { IGroup } from './listing';
import type { IFinding, IPanelActions } from './state';

const pageSize = 50;
/** A group with more rows starts closed. */
const openLimit = 8;

/** The groups, and which row was open last. */
export interface IFindingListProps {
  readonly groups: readonly IGroup[];
  readonly actions: IPanelActions;
  readonly trans: TranslationBundle;
  readonly selectedId: string | null;
  /** Groups that a person opened or closed. */
  readonly toggled: ReadonlyMap<string, boolean>;
  readonly onToggle: (key: string, open: boolean) => void;
}

/** The list. */
export function FindingList(props: IFindingListProps): React.JSX.Element {
  const { groups, actions, trans, toggled, onToggle } = props;
  const [limits, setLimits] = React.useState<ReadonlyMap<string, number>>(new Map());
  const list = React.useRef<HTMLDivElement>(null);
  return (
    <div ref={list} className="anneal-List" onKeyDown={e => moveFocus(e, list.current!)}>
      {groups.map((group, at) => {
        const isOpen =
          toggled.get(group.key) ?? (!group.isQuiet && group.findings.length <= openLimit);
        const limit = limits.get(group.key) ?? pageSize;
        const Caret = isOpen ? caretDownIcon : caretRightIcon;
        return (
          <section key={group.key} className="anneal-Group">
            {group.isQuiet && !groups[at - 1]?.isQuiet ? (
              <p className="anneal-Quiet">
                {trans.__('Quiet: very common habits, listed here and not marked in cells')}
              </p>
            ) : null}
            <h3>
              <button
                className="anneal-Group-header"
                data-row="group"
                aria-expanded={isOpen}
                onClick={() => onToggle(group.key, !isOpen)}
              >
                <Caret.react tag="span" className="anneal-Icon" />
                <span className="anneal-Group-title">{group.title}</span>
                <span className="anneal-Count">{group.findings.length}</span>
              </button>
            </h3>
            {isOpen ? (
              <ul>
                {group.findings.slice(0, limit).map(finding => (
                  <Row key={finding.diagnostic.id} finding={finding} {...props} />
                ))}
                {group.findings.length > limit ? (
                  <li>
                    <button
                      className="anneal-Link"
                      data-row="more"
                      onClick={() => setLimits(new Map(limits).set(group.key, limit + pageSize))}
                    >
                      {trans.__('Show %1 more', Math.min(pageSize, group.findings.length - limit))}
                    </button>
                  </li>
                ) : null}
                {group.isQuiet ? (
                  <li>
                    <button
                      className="anneal-Link"
                      data-row="hide"
                      onClick={() => actions.hideHabit(group.findings[0].diagnostic.migration)}
                    >
                      {trans.__('Hide this habit in this notebook')}
                    </button>
                  </li>
                ) : null}
              </ul>
            ) : null}
          </section>
        );
      })}
    </div>
  );
}

function Row({
  finding,
  actions,
  trans,
  selectedId
}: IFindingListProps & { finding: IFinding }): React.JSX.Element {
  const { diagnostic, cellNumber } = finding;
  const Icon = findingIcon(diagnostic);
  const place = shortPlace(diagnostic, cellNumber, trans);
  const state = finding.state === 'open' ? '' : stateWord(finding.state, trans);
  const name = [plain(diagnostic.message), applicabilityWord(diagnostic, trans), place, state]
    .filter(Boolean)
    .join(', ');
  return (
    <li>
      <button
        className="anneal-Row"
        data-row="finding"
        data-id={diagnostic.id}
        data-tier={diagnostic.tier}
        aria-label={name}
        aria-current={selectedId === diagnostic.id ? 'true' : undefined}
        title={`${applicabilityWord(diagnostic, trans)}: ${plain(diagnostic.message)}`}
        onClick={() => actions.open(diagnostic.id)}
      >
        <Icon.react
          tag="span"
          className={`anneal-Icon anneal-mod-${diagnostic.tier === 'act-now' ? 'act-now' : diagnostic.applicability}`}
        />
        <span className="anneal-Row-title">
          <Rich text={diagnostic.message} />
        </span>
        {state ? <span className="anneal-Row-state">{state}</span> : null}
        <span className="anneal-Row-place">{place}</span>
      </button>
    </li>
  );
}

/** Up, Down, Home and End walk the visible rows; Left closes a group, Right opens it. */
function moveFocus(event: React.KeyboardEvent, list: HTMLElement): void {
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const go = (index: number): void => {
    event.preventDefault();
    rows[Math.max(0, Math.min(rows.length - 1, index))]?.focus();
  };
  if (at < 0) {
    return;
  }
  const row = rows[at];
  const expanded = row.getAttribute('aria-expanded');
  switch (event.key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'ArrowRight':
      if (expanded === 'false') {
        row.click();
      }
      return;
    case 'ArrowLeft':
      if (expanded === 'true') {
        row.click();
      } else if (expanded === null) {
        const header = row.closest('.anneal-Group')?.querySelector<HTMLElement>('[aria-expanded]');
        header?.focus();
      }
      return;
  }
}
