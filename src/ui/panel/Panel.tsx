/** The findings panel: picks the screen (P1-P8), keeps filter and grouping, handles the panel's keys. */
import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React from 'react';
import { Message } from '../Message';
import { plain, Rich } from '../Rich';
import { waitingText } from '../review/words';
import { allowedBy, cellList, shortPlace } from '../words';
import { BatchCard } from './BatchCard';
import { FindingCard } from './FindingCard';
import { FindingList, type Grouping } from './FindingList';
import type { IFinding, IPanelActions, IPanelState } from './state';

export interface IPanelProps {
  readonly state: IPanelState;
  readonly actions: IPanelActions;
  readonly extensions: Extension;
  readonly trans: TranslationBundle;
}

type Scope = 'all' | 'cell' | 'new';

export function Panel(props: IPanelProps): React.JSX.Element {
  const { state, actions, trans } = props;
  return (
    <div
      className="anneal-Panel"
      data-anneal-state={state.kind === 'ready' && state.hasResult ? 'ready' : state.kind}
    >
      <div className="anneal-Panel-header">
        <h2>{trans.__('Anneal')}</h2>
        <span className="anneal-Panel-notebook" title={state.notebookName}>
          {state.notebookName}
        </span>
      </div>
      {state.kind === 'no-notebook' ? (
        <p className="anneal-Note">{trans.__('Open a Python notebook to see its habits here.')}</p>
      ) : state.kind === 'other-language' ? (
        <p className="anneal-Note">
          {trans.__('Anneal reads Python only. This notebook runs %1.', state.language)}
        </p>
      ) : (
        <Findings {...props} />
      )}
      <Message message={state.message} onClose={actions.clearMessage} trans={trans} />
    </div>
  );
}

function Findings(props: IPanelProps): React.JSX.Element {
  const { state, actions, extensions, trans } = props;
  const [query, setQuery] = React.useState('');
  const [grouping, setGrouping] = React.useState<Grouping>('habit');
  const [scope, setScope] = React.useState<Scope>('all');
  const [showAside, setShowAside] = React.useState(false);
  const [batch, setBatch] = React.useState<readonly IFinding[] | null>(null);
  const [toggled, setToggled] = React.useState<ReadonlyMap<string, boolean>>(new Map());
  const [isHelpOpen, setHelpOpen] = React.useState(false);
  const root = React.useRef<HTMLDivElement>(null);
  const firstIds = React.useRef<ReadonlySet<string> | null>(null);
  if (state.hasResult && firstIds.current === null) {
    firstIds.current = new Set(state.findings.map(f => f.diagnostic.id));
  }
  const pool = showAside ? state.setAside : state.findings;
  const wanted = pool.filter(
    f =>
      matches(f, query) &&
      (scope === 'all' ||
        (scope === 'cell'
          ? f.diagnostic.cell.id === state.activeCellId
          : !firstIds.current?.has(f.diagnostic.id)))
  );
  const { findings, waiting, showWaiting, hold } = useSteadyOrder(wanted);
  // The card's neighbours follow the order of the list.
  const all = [...state.findings, ...state.setAside];
  const openApplied = state.applied.find(a => a.finding.diagnostic.id === state.openId) ?? null;
  const current = all.find(f => f.diagnostic.id === state.openId) ?? null;
  const lastOpen = React.useRef<IFinding | null>(null);
  if (current) {
    lastOpen.current = current;
  }
  const opened =
    state.openId === null
      ? null
      : (openApplied?.finding ??
        current ??
        (lastOpen.current?.diagnostic.id === state.openId ? lastOpen.current : null));
  const returnTo = React.useRef<string | null>(null);
  React.useEffect(() => {
    if (state.openId) {
      returnTo.current = state.openId;
    } else if (returnTo.current && root.current?.contains(document.activeElement)) {
      focusRow(root.current, returnTo.current);
      returnTo.current = null;
    }
  }, [state.openId]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (
      /^(input|textarea|select)$/i.test(target.tagName) ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    ) {
      return;
    }
    const click = (action: string): void => {
      const button = root.current?.querySelector<HTMLElement>(`[data-action="${action}"]`);
      if (button) {
        event.preventDefault();
        button.click();
      }
    };
    switch (event.key.toLowerCase()) {
      case 'escape':
        if (opened || batch) {
          event.preventDefault();
          setBatch(null);
          returnTo.current = state.openId;
          actions.open(null);
          requestAnimationFrame(() => root.current && focusRow(root.current, returnTo.current));
        } else {
          actions.focusNotebook();
        }
        return;
      case 'a':
        return click('apply');
      case 'r':
        return click('reject');
      case 'c':
        return click('comment');
      case 'g':
        return click('go');
      case 'u':
        return click('undo');
      case '/':
        event.preventDefault();
        root.current?.querySelector<HTMLElement>('input[type="search"]')?.focus();
        return;
      case '?':
        setHelpOpen(!isHelpOpen);
        return;
    }
  };

  let body: React.JSX.Element;
  if (batch) {
    body = (
      <BatchCard
        findings={batch}
        actions={actions}
        extensions={extensions}
        trans={trans}
        onClose={() => setBatch(null)}
      />
    );
  } else if (opened) {
    const index = findings.findIndex(f => f.diagnostic.id === opened.diagnostic.id);
    body = (
      <FindingCard
        finding={opened}
        applied={openApplied}
        isPresent={current !== null}
        position={{ index: Math.max(0, index), total: Math.max(1, findings.length) }}
        neighbours={{
          previous: findings[index - 1]?.diagnostic.id ?? null,
          next: findings[index + 1]?.diagnostic.id ?? null
        }}
        actions={actions}
        extensions={extensions}
        canDecide={state.reviewProblem === null}
        trans={trans}
      />
    );
  } else {
    body = (
      <>
        <Summary {...props} />
        <div className="anneal-Tools" role="search">
          <input
            type="search"
            className="jp-mod-styled"
            placeholder={trans.__('Filter…')}
            aria-label={trans.__('Filter findings')}
            value={query}
            onChange={e => setQuery(e.target.value)}
            onKeyDown={e => e.stopPropagation()}
          />
          <HTMLSelect
            aria-label={trans.__('Group by')}
            value={grouping}
            onChange={e => setGrouping(e.target.value as Grouping)}
            options={[
              { label: trans.__('By habit'), value: 'habit' },
              { label: trans.__('By cell'), value: 'cell' }
            ]}
          />
          <HTMLSelect
            aria-label={trans.__('Scope')}
            value={scope}
            onChange={e => setScope(e.target.value as Scope)}
            options={[
              { label: trans.__('All cells'), value: 'all' },
              { label: trans.__('This cell'), value: 'cell' },
              { label: trans.__('New only'), value: 'new' }
            ]}
          />
          <button
            className="anneal-Button jp-mod-styled"
            data-action="review"
            title={trans.__('Decide as a team, in a tab of its own')}
            onClick={() => actions.review(null)}
          >
            {trans.__('Review')}
          </button>
          <button className="anneal-Button jp-mod-styled" onClick={actions.exportPackage}>
            {trans.__('Export')}
          </button>
        </div>
        <div className="anneal-Scroll" {...hold} tabIndex={-1}>
          <AppliedRows {...props} />
          {waiting ? (
            <button className="anneal-Link" onClick={showWaiting}>
              {trans._n('%1 new finding · Show', '%1 new findings · Show', waiting)}
            </button>
          ) : null}
          {pool.length > 0 && findings.length === 0 ? (
            <p className="anneal-Note">
              {query
                ? trans._n(
                    '%1 finding is hidden by the filter "%2".',
                    '%1 findings are hidden by the filter "%2".',
                    pool.length,
                    query
                  )
                : trans._n(
                    '%1 finding is outside this scope.',
                    '%1 findings are outside this scope.',
                    pool.length
                  )}{' '}
              <button
                className="anneal-Link"
                onClick={() => {
                  setQuery('');
                  setScope('all');
                }}
              >
                {trans.__('Clear filter')}
              </button>
            </p>
          ) : null}
          <FindingList
            findings={findings}
            grouping={grouping}
            actions={actions}
            trans={trans}
            selectedId={returnTo.current}
            toggled={toggled}
            onToggle={(key, open) => setToggled(new Map(toggled).set(key, open))}
          />
          <Blind {...props} />
        </div>
        <Footer
          {...props}
          showAside={showAside}
          onAside={() => setShowAside(!showAside)}
          onBatch={setBatch}
        />
      </>
    );
  }
  return (
    <div ref={root} className="anneal-Findings" onKeyDown={onKeyDown}>
      {state.reviewProblem ? <p className="anneal-Note">{state.reviewProblem}</p> : null}
      {state.waiting ? <p className="anneal-Note">{waitingText(state.waiting, trans)}</p> : null}
      {isHelpOpen ? (
        <p className="anneal-Note">
          {trans.__(
            'Arrows move · Enter opens · Esc goes back · A apply · R reject · C comment · G go to cell · U undo · / filter'
          )}
        </p>
      ) : null}
      {body}
    </div>
  );
}

/** One line: what was found, or what is going on. */
function Summary({ state, actions, trans }: IPanelProps): React.JSX.Element {
  if (state.checking) {
    const { done, total } = state.checking;
    return (
      <div className="anneal-Summary">
        <p>{trans.__('Checking %1 of %2 cells', done, total)}</p>
        {state.hasResult ? null : (
          <div className="anneal-Skeleton" aria-hidden="true">
            <span />
            <span />
            <span />
          </div>
        )}
        <button className="anneal-Link" onClick={actions.stop}>
          {trans.__('Stop')}
        </button>
      </div>
    );
  }
  if (state.failure) {
    return (
      <div className="anneal-Summary">
        <p>{state.failure}</p>
        <button className="anneal-Link" onClick={actions.check}>
          {trans.__('Check again')}
        </button>
      </div>
    );
  }
  if (!state.hasResult) {
    return <div className="anneal-Summary" />;
  }
  if (!state.findings.length) {
    return (
      <div className="anneal-Summary">
        <p>
          {trans._n(
            'No habits found in %1 cell.',
            'No habits found in %1 cells.',
            state.codeCells - state.blind.length
          )}
        </p>
      </div>
    );
  }
  const count = (kind: string): number =>
    state.findings.filter(f => f.diagnostic.applicability === kind).length;
  return (
    <p className="anneal-Summary">
      {trans._n('%1 finding', '%1 findings', state.findings.length)}
      {': '}
      {trans.__(
        '%1 safe, %2 suggested, %3 manual',
        count('safe'),
        count('suggested'),
        count('manual')
      )}
    </p>
  );
}

function AppliedRows({ state, actions, trans }: IPanelProps): React.JSX.Element | null {
  if (!state.applied.length) {
    return null;
  }
  return (
    <section className="anneal-Group">
      <h3 className="anneal-Group-plain">{trans.__('Applied')}</h3>
      <ul>
        {state.applied.map(applied => (
          <li key={applied.finding.diagnostic.id} className="anneal-Applied">
            <button
              className="anneal-Row"
              onClick={() => actions.open(applied.finding.diagnostic.id)}
            >
              <span className="anneal-Row-title">
                <Rich text={applied.finding.diagnostic.message} />
              </span>
            </button>
            <span className="anneal-Row-place">
              {cellList(applied.cellNumbers, trans)}
              {' · '}
              {applied.at}
            </span>
            <button
              className="anneal-Button jp-mod-styled"
              aria-disabled={!applied.canUndo}
              aria-label={trans.__('Undo: %1', plain(applied.finding.diagnostic.message))}
              onClick={() => applied.canUndo && actions.undo(applied)}
            >
              {trans.__('Undo')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Blind({ state, actions, trans }: IPanelProps): React.JSX.Element | null {
  const { unusedSuppressions: unused } = state;
  if (!state.hasResult || (!state.blind.length && !state.faults.length && !unused.length)) {
    return null;
  }
  return (
    <section className="anneal-Blind">
      {state.blind.length ? (
        <>
          <p>
            {trans._n('%1 cell was not checked:', '%1 cells were not checked:', state.blind.length)}
          </p>
          <ul>
            {state.blind.map(cell => (
              <li key={cell.id}>
                <button className="anneal-Link" onClick={() => actions.goTo(cell.id)}>
                  {trans.__('Cell %1', cell.index + 1)}
                </button>{' '}
                {cell.reason}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {unused.map(({ migration, isKnown, cell, line }) => (
        <p key={`${cell.id} ${line} ${migration}`}>
          <button className="anneal-Link" onClick={() => actions.goTo(cell.id)}>
            {line === null
              ? trans.__('Cell %1, tag', cell.index + 1)
              : trans.__('Cell %1:%2', cell.index + 1, line)}
          </button>{' '}
          {isKnown
            ? trans.__('allows %1, which is not found there; remove it.', migration)
            : trans.__('allows %1, a habit that does not exist.', migration)}
        </p>
      ))}
      {state.faults.map(fault => (
        <p key={fault.migration}>
          {trans.__('The check "%1" stopped. The others finished.', fault.migration)}
        </p>
      ))}
    </section>
  );
}

function Footer({
  state,
  actions,
  trans,
  showAside,
  onAside,
  onBatch
}: IPanelProps & {
  showAside: boolean;
  onAside: () => void;
  onBatch: (findings: readonly IFinding[]) => void;
}): React.JSX.Element {
  // A fix that moves a key to .env is applied by itself, with its own notice.
  const safe = state.findings.filter(
    f =>
      f.diagnostic.fix &&
      f.diagnostic.applicability === 'safe' &&
      !f.diagnostic.fix.edit.environment?.length
  );
  return (
    <div className="anneal-Footer">
      {safe.length ? (
        <button
          className="anneal-Button jp-mod-styled"
          data-action="batch"
          onClick={() => onBatch(safe)}
        >
          {trans._n('Apply %1 safe fix…', 'Apply %1 safe fixes…', safe.length)}
        </button>
      ) : null}
      {state.findings.length === 0 && state.hasResult ? (
        <button className="anneal-Button jp-mod-styled" onClick={actions.exportPackage}>
          {trans.__('Export package')}
        </button>
      ) : null}
      {state.setAside.length ? (
        <button className="anneal-Link" aria-pressed={showAside} onClick={onAside}>
          {showAside
            ? trans.__('Back to open findings')
            : trans.__('Hidden: %1', asideText(state.setAside, trans))}
        </button>
      ) : null}
      {state.suppressed.length ? (
        <details className="anneal-Hidden" data-hidden="allowed">
          <summary>{trans.__('Hidden: %1 allowed', state.suppressed.length)}</summary>
          <ul>
            {state.suppressed.map(({ finding, reason, kind }) => (
              <li key={finding.diagnostic.id}>
                <Rich text={finding.diagnostic.message} />{' '}
                <span className="anneal-Row-place">{reason ?? allowedBy(kind, trans)}</span>{' '}
                <button
                  className="anneal-Link"
                  aria-label={trans.__('Go to: %1', plain(finding.diagnostic.message))}
                  onClick={() => actions.goTo(finding.diagnostic.cell.id, finding)}
                >
                  {shortPlace(finding.diagnostic, finding.cellNumber, trans)}
                </button>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {state.hiddenHabits.length ? (
        <details className="anneal-Hidden">
          <summary>
            {trans._n('Hidden: %1 habit', 'Hidden: %1 habits', state.hiddenHabits.length)}
          </summary>
          <ul>
            {state.hiddenHabits.map(({ migration, title, count }) => (
              <li key={migration}>
                <Rich text={title} /> ({count}){' '}
                <button
                  className="anneal-Link"
                  data-action="show-habit"
                  onClick={() => actions.showHabit(migration)}
                >
                  {trans.__('Show again')}
                </button>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

/** "1 rejected, 2 deferred". */
function asideText(findings: readonly IFinding[], trans: TranslationBundle): string {
  const rejected = findings.filter(f => f.state === 'rejected').length;
  const deferred = findings.length - rejected;
  return [
    ...(rejected ? [trans.__('%1 rejected', rejected)] : []),
    ...(deferred ? [trans.__('%1 deferred', deferred)] : [])
  ].join(', ');
}

function matches(finding: IFinding, query: string): boolean {
  const { message, migration, why } = finding.diagnostic;
  const text = `${message} ${migration} ${why} ${finding.habit} ${finding.group}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}

function focusRow(root: HTMLElement, id: string | null): void {
  const row = [...root.querySelectorAll<HTMLElement>('[data-id]')].find(r => r.dataset.id === id);
  (row ?? root.querySelector<HTMLElement>('[data-row], input'))?.focus();
}

/** While pointer or focus is in the list, its rows keep their order and new ones wait. Gone rows go at once. */
function useSteadyOrder(wanted: readonly IFinding[]): {
  findings: readonly IFinding[];
  waiting: number;
  showWaiting: () => void;
  hold: Pick<
    React.HTMLAttributes<HTMLElement>,
    'onPointerEnter' | 'onPointerLeave' | 'onFocus' | 'onBlur'
  >;
} {
  const [held, setHeld] = React.useState<readonly string[] | null>(null);
  const inside = React.useRef({ pointer: false, focus: false });
  const update = (part: Partial<{ pointer: boolean; focus: boolean }>): void => {
    Object.assign(inside.current, part);
    const isInside = inside.current.pointer || inside.current.focus;
    setHeld(old => (isInside ? (old ?? wanted.map(f => f.diagnostic.id)) : null));
  };
  const byId = new Map(wanted.map(f => [f.diagnostic.id, f]));
  const findings = held ? held.flatMap(id => byId.get(id) ?? []) : wanted;
  return {
    findings,
    waiting: wanted.length - findings.length,
    showWaiting: () => setHeld(wanted.map(f => f.diagnostic.id)),
    hold: {
      onPointerEnter: () => update({ pointer: true }),
      onPointerLeave: () => update({ pointer: false }),
      onFocus: () => update({ focus: true }),
      onBlur: e => {
        if (!e.currentTarget.contains(e.relatedTarget)) {
          update({ focus: false });
        }
      }
    }
  };
}
