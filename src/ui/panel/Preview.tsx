/** What a fix changes, cell by cell. */
import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { becomes, changedLines, Diff } from './Diff';
import type { IPreview } from './state';

/** A diff of each cell, or the same as a list. */
export function Preview({
  preview,
  extensions,
  trans
}: {
  preview: IPreview;
  extensions: Extension;
  trans: TranslationBundle;
}): React.JSX.Element {
  const [asList, setAsList] = React.useState(false);
  return (
    <div className="anneal-Preview">
      <button
        className="anneal-Link"
        aria-pressed={asList}
        onClick={() => setAsList(!asList)}
        data-action="as-list"
      >
        {asList ? trans.__('Show as diff') : trans.__('Read as list')}
      </button>
      {preview.changes.map(change => (
        <section key={change.cellId} className="anneal-Preview-cell">
          <h4>
            {change.kind === 'added'
              ? trans.__('New cell')
              : change.kind === 'cleared'
                ? trans.__('Cell %1: outputs are cleared', change.cellNumber ?? 0)
                : trans.__('Cell %1', change.cellNumber ?? 0)}
            {preview.staleCell !== null ? ` (${trans.__('earlier text')})` : ''}
          </h4>
          {change.kind === 'cleared' ? null : (
            <Diff
              before={change.before}
              after={change.after}
              extensions={extensions}
              asList={asList}
              dimmed={preview.staleCell !== null}
              trans={trans}
            />
          )}
        </section>
      ))}
    </div>
  );
}

/** "2 cells, 4 lines become 2 lines". */
export function changeSummary(preview: IPreview, trans: TranslationBundle): string {
  const rows = preview.changes.flatMap(c => changedLines(c.before, c.after));
  const removed = rows.filter(r => r.kind === 'removed').length;
  return trans.__(
    '%1, %2',
    trans._n('%1 cell', '%1 cells', preview.changes.length),
    becomes(removed, rows.length - removed, trans)
  );
}
