/** The findings of a notebook: the list, one finding or the safe fixes together, with filter and focus kept between them. */
import React from 'react';
import { waitingText } from '../review/words';
import { AppliedRows } from './AppliedRows';
import { BatchCard } from './BatchCard';
import { FindingCard } from './FindingCard';
import { FindingList } from './FindingList';
import { Footer } from './Footer';
import { handleKey } from './keys';
import { useKeptFocus } from './keptFocus';
import { filterFindings, groupFindings, neighboursOf } from './listing';
import type { IPanelProps } from './Panel';
import type { IFinding } from './state';
import { useSteadyOrder } from './steadyOrder';
import { Summary } from './Summary';
import { Tools } from './Tools';
import { Unread } from './Unread';
import type { ChangeView, IPanelView } from './view';

/** The panel with what a person chose to see of the notebook. */
export interface IFindingsProps extends IPanelProps {
  readonly view: IPanelView;
  readonly change: ChangeView;
  readonly isHelpOpen: boolean;
  readonly onHelp: () => void;
}

/** The panel of a Python notebook. */
export function Findings(props: IFindingsProps): React.JSX.Element {
  const { state, actions, extensions, trans, view, change } = props;
  const { query, scope, kind, grouping, batch, toggled } = view;
  const root = React.useRef<HTMLDivElement>(null);
  const showAside = view.showAside && state.setAside.length > 0;
  const pool = showAside ? state.setAside : state.findings;
  const { findings, waiting, showWaiting, hold } = useSteadyOrder(
    filterFindings(pool, view, {
      activeCellId: state.activeCellId,
      firstIds: view.firstIds
    }),
    JSON.stringify([query, scope, kind, showAside])
  );
  const groups = React.useMemo(
    () => groupFindings(findings, grouping, trans),
    [findings, grouping, trans]
  );
  const open = useOpenFinding(
    props,
    groups.flatMap(group => group.findings)
  );
  // The row or button that led to the card, for the way back.
  const cameFrom = React.useRef<string | null>(null);
  if (open) {
    cameFrom.current = open.finding.diagnostic.id;
  }
  useKeptFocus(root, () => {
    const find = (selector: string): HTMLElement | null =>
      root.current?.querySelector<HTMLElement>(selector) ?? null;
    if (open || batch) {
      return find('.anneal-Card h3');
    }
    const row = [...(root.current?.querySelectorAll<HTMLElement>('[data-id]') ?? [])].find(
      r => r.dataset.id === cameFrom.current
    );
    return row ?? find('[data-row]') ?? root.current;
  });
  const showAll = { query: '', scope: 'all', kind: null } as const;
  let body: React.JSX.Element;
  if (batch) {
    body = (
      <BatchCard
        findings={batch}
        actions={actions}
        extensions={extensions}
        trans={trans}
        onClose={() => change({ batch: null })}
      />
    );
  } else if (open) {
    body = (
      <FindingCard
        {...open}
        actions={actions}
        extensions={extensions}
        canDecide={state.reviewProblem === null}
        trans={trans}
      />
    );
  } else {
    body = (
      <>
        <Summary {...props} kind={kind} onKind={next => change({ kind: next })} />
        {state.hasResult && state.codeCells > 0 ? (
          <Tools {...props} hasFindings={pool.length > 0} />
        ) : null}
        <div className="anneal-Scroll" {...hold} tabIndex={-1}>
          <AppliedRows
            {...props}
            applied={state.applied}
            isOpen={toggled.get('applied')}
            onToggle={isOpen => change({ toggled: new Map(toggled).set('applied', isOpen) })}
          />
          {waiting ? (
            <button className="anneal-Link" onClick={showWaiting}>
              {trans._n('%1 new finding · Show', '%1 new findings · Show', waiting)}
            </button>
          ) : null}
          {pool.length > 0 && findings.length === 0 && !waiting ? (
            <p className="anneal-Note">
              {trans._n(
                '%1 finding is hidden by what you chose to see.',
                '%1 findings are hidden by what you chose to see.',
                pool.length
              )}{' '}
              <button className="anneal-Link" onClick={() => change(showAll)}>
                {trans.__('Show all')}
              </button>
            </p>
          ) : null}
          <FindingList
            groups={groups}
            actions={actions}
            trans={trans}
            selectedId={cameFrom.current}
            toggled={toggled}
            onToggle={(key, isOpen) => change({ toggled: new Map(toggled).set(key, isOpen) })}
          />
          <Unread {...props} />
        </div>
        <Footer
          {...props}
          showAside={showAside}
          onAside={() => change({ showAside: !showAside })}
          onBatch={next => change({ batch: next })}
        />
      </>
    );
  }
  return (
    <div
      ref={root}
      className="anneal-Findings"
      tabIndex={-1}
      onKeyDown={event =>
        handleKey(event, root.current, {
          onHelp: props.onHelp,
          onEscape: () => {
            if (batch) {
              change({ batch: null });
            } else if (open) {
              actions.open(null);
            } else {
              actions.focusNotebook();
            }
          }
        })
      }
    >
      {state.reviewProblem ? <p className="anneal-Note">{state.reviewProblem}</p> : null}
      {state.waiting ? <p className="anneal-Note">{waitingText(state.waiting, trans)}</p> : null}
      {props.isHelpOpen ? (
        <p className="anneal-Note" data-note="keys">
          {trans.__(
            'Arrows move · Enter opens · Esc goes back · N next · P previous · A apply · R reject · C comment · G go to cell · U undo · / filter. In the notebook: F8 next finding · Ctrl+. fixes of the line.'
          )}
        </p>
      ) : null}
      {body}
    </div>
  );
}

/** The finding whose card is open, with its place in the list as it was when it was last listed. */
function useOpenFinding(
  { state }: IFindingsProps,
  listed: readonly IFinding[]
): Pick<
  React.ComponentProps<typeof FindingCard>,
  'finding' | 'applied' | 'isPresent' | 'place'
> | null {
  const { openId } = state;
  const all = [...state.findings, ...state.setAside];
  const applied = state.applied.find(a => a.finding.diagnostic.id === openId) ?? null;
  const current = all.find(f => f.diagnostic.id === openId) ?? null;
  const last = React.useRef<IFinding | null>(null);
  const order = React.useRef<readonly string[]>([]);
  if (current) {
    last.current = current;
  }
  if (listed.some(f => f.diagnostic.id === openId)) {
    order.current = listed.map(f => f.diagnostic.id);
  }
  const known = last.current?.diagnostic.id === openId ? last.current : null;
  const finding = applied?.finding ?? current ?? known;
  return openId === null || !finding
    ? null
    : {
        finding,
        applied,
        isPresent: current !== null,
        place: neighboursOf(openId, order.current, new Set(all.map(f => f.diagnostic.id)))
      };
}
