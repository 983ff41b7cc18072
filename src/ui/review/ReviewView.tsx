/** The review of a notebook: what people agreed on, what they have to decide, and the keys to do it all without a mouse. */
import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { BatchCard } from '../panel/BatchCard';
import { Message } from '../Message';
import { BatchBar } from './BatchBar';
import { filterItems, nextUndecided, noFilter, type IFilter } from './filters';
import { ReviewDetail } from './ReviewDetail';
import { ReviewFilters } from './ReviewFilters';
import { ReviewHeader } from './ReviewHeader';
import { ReviewList } from './ReviewList';
import type { IReviewActions, IReviewState } from './state';

export interface IReviewViewProps {
  readonly state: IReviewState;
  readonly actions: IReviewActions;
  readonly extensions: Extension;
  readonly trans: TranslationBundle;
}

export function ReviewView(props: IReviewViewProps): React.JSX.Element {
  const { state, actions, extensions, trans } = props;
  const [filter, setFilter] = React.useState<IFilter>(noFilter);
  const [ticked, setTicked] = React.useState<ReadonlySet<string>>(new Set());
  const [isApplying, setApplying] = React.useState(false);
  const root = React.useRef<HTMLDivElement>(null);
  const { currentId } = state;
  const items = filterItems(state.items, filter, currentId);
  const current = items.find(item => item.suggestion.id === currentId) ?? null;
  const tickedItems = items.filter(item => ticked.has(item.suggestion.id));
  const accepted = state.items.flatMap(({ finding, suggestion, missing }) =>
    finding && suggestion.state === 'accepted' && missing === null ? [finding] : []
  );
  // A fix that moves a key to .env is applied by itself.
  const together = accepted.filter(f => !f.diagnostic.fix?.edit.environment?.length);
  useKeptFocus(root, state);

  const go = (id: string | null | undefined): void => {
    if (id) {
      actions.select(id);
      requestAnimationFrame(() => focusRow(root.current));
    }
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const isText =
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox');
    if (isText || event.ctrlKey || event.metaKey || event.altKey || isApplying) {
      return;
    }
    const at = items.findIndex(item => item.suggestion.id === currentId);
    const click = (action: string) => () =>
      root.current?.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click();
    const work: Readonly<Record<string, () => void>> = {
      j: () => go(items[Math.min(items.length - 1, at + 1)]?.suggestion.id),
      k: () => go(items[Math.max(0, at - 1)]?.suggestion.id),
      home: () => go(items[0]?.suggestion.id),
      end: () => go(items.at(-1)?.suggestion.id),
      n: () => go(nextUndecided(items, currentId, 1)),
      p: () => go(nextUndecided(items, currentId, -1)),
      a: click('accept'),
      r: click('reject'),
      d: click('defer'),
      o: click('reopen'),
      c: click('comment'),
      g: click('go'),
      l: click('link'),
      x: () => {
        const next = new Set(ticked);
        if (currentId && !next.delete(currentId)) {
          next.add(currentId);
        }
        setTicked(next);
      },
      '/': () => root.current?.querySelector<HTMLElement>('input[type="search"]')?.focus()
    };
    const key =
      { arrowdown: 'j', arrowup: 'k' }[event.key.toLowerCase()] ?? event.key.toLowerCase();
    if (work[key]) {
      event.preventDefault();
      work[key]();
    }
  };

  return (
    <div
      ref={root}
      className="anneal-Review"
      data-anneal-state={state.hasResult ? 'ready' : 'loading'}
      onKeyDown={onKeyDown}
    >
      <ReviewHeader
        {...props}
        applicable={together.length}
        onApply={() => setApplying(true)}
        onNews={() => setFilter({ ...noFilter, state: 'news' })}
      />
      {isApplying ? (
        <BatchCard
          title={trans.__('Apply accepted suggestions')}
          findings={together}
          actions={actions}
          extensions={extensions}
          trans={trans}
          onClose={() => setApplying(false)}
        />
      ) : state.items.length ? (
        <>
          <ReviewFilters items={state.items} filter={filter} onChange={setFilter} trans={trans} />
          {tickedItems.length ? (
            <BatchBar
              items={tickedItems}
              actions={actions}
              canDecide={state.problem === null}
              firstDay={state.firstDay}
              trans={trans}
              onClear={() => setTicked(new Set())}
            />
          ) : null}
          <div className="anneal-Review-body">
            <ReviewList
              items={items}
              currentId={currentId}
              ticked={ticked}
              onTick={setTicked}
              onSelect={actions.select}
              trans={trans}
            />
            {current ? (
              <ReviewDetail
                key={current.suggestion.id}
                item={current}
                actions={actions}
                canDecide={state.problem === null}
                firstDay={state.firstDay}
                extensions={extensions}
                trans={trans}
              />
            ) : (
              <p className="anneal-Note">{trans.__('No suggestion passes the filter.')}</p>
            )}
          </div>
          <p className="anneal-Review-keys">
            {trans.__(
              'J/K or arrows move · N/P next, previous undecided · A accept · R reject · D defer · O reopen · C comment · X tick · G go to cell · L copy link · / filter'
            )}
          </p>
        </>
      ) : (
        <p className="anneal-Note">{emptyText(state, trans)}</p>
      )}
      <Message message={state.message} onClose={actions.clearMessage} trans={trans} />
    </div>
  );
}

function emptyText(state: IReviewState, trans: TranslationBundle): string {
  if (state.isPython === false) {
    return trans.__('Anneal reads Python only, so there is nothing to review here.');
  }
  if (state.failure) {
    return state.failure;
  }
  return state.hasResult
    ? trans.__(
        'Nothing to review: no finding of this notebook has a fix, and nobody said anything.'
      )
    : trans.__('Checking the notebook…');
}

function focusRow(root: HTMLElement | null): void {
  root?.querySelector<HTMLElement>('.anneal-Review-row[aria-current="true"]')?.focus();
}

/** When the button that had the focus goes away, the row of the suggestion gets it: keys go on working. */
function useKeptFocus(root: React.RefObject<HTMLDivElement>, state: IReviewState): void {
  const isInside = React.useRef(false);
  React.useEffect(() => {
    const { current } = root;
    const enter = (): void => {
      isInside.current = true;
    };
    const leave = (event: FocusEvent): void => {
      if (event.relatedTarget instanceof Node && !current?.contains(event.relatedTarget)) {
        isInside.current = false;
      }
    };
    current?.addEventListener('focusin', enter);
    current?.addEventListener('focusout', leave);
    return () => {
      current?.removeEventListener('focusin', enter);
      current?.removeEventListener('focusout', leave);
    };
  }, [root]);
  React.useEffect(() => {
    const { activeElement: active } = document;
    // The tab itself has the focus when it was just opened.
    const isTab = active !== null && active === root.current?.parentElement;
    if (isTab || (isInside.current && active === document.body)) {
      focusRow(root.current);
    }
  }, [root, state]);
}
