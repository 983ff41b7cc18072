/** What a person chose to see in the panel: kept for each notebook, so that a look at another one changes nothing. */
import React from 'react';
import type { Grouping, IFilter } from './listing';
import type { IFinding } from './state';

/** The panel's own state for one notebook. */
export interface IPanelView extends IFilter {
  readonly grouping: Grouping;
  /** Rejected and deferred findings are listed in place of open ones. */
  readonly showAside: boolean;
  /** The safe fixes that are looked at together. */
  readonly batch: readonly IFinding[] | null;
  /** Groups that a person opened or closed. */
  readonly toggled: ReadonlyMap<string, boolean>;
  /** The findings that were there when the notebook was first shown. */
  readonly firstIds: ReadonlySet<string> | null;
}

const initialView: IPanelView = {
  query: '',
  scope: 'all',
  kind: null,
  grouping: 'habit',
  showAside: false,
  batch: null,
  toggled: new Map(),
  firstIds: null
};

/** Changes some of the view. */
export type ChangeView = (part: Partial<IPanelView>) => void;

/**
 * The view of a notebook and how it is changed.
 *
 * @param notebookId - names the notebook
 * @param firstIds - its findings, once there are any; the first ones are kept
 */
export function usePanelView(
  notebookId: string,
  firstIds: () => ReadonlySet<string> | null
): readonly [IPanelView, ChangeView] {
  const views = React.useRef(new Map<string, IPanelView>());
  const [, redraw] = React.useReducer((n: number) => n + 1, 0);
  let view = views.current.get(notebookId) ?? initialView;
  if (view.firstIds === null) {
    view = { ...view, firstIds: firstIds() };
    views.current.set(notebookId, view);
  }
  const change = React.useCallback<ChangeView>(
    part => {
      views.current.set(notebookId, {
        ...(views.current.get(notebookId) ?? initialView),
        ...part
      });
      redraw();
    },
    [notebookId]
  );
  return [view, change];
}
