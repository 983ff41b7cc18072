/** What an export changes in a folder that holds an earlier one, file by file, before it is written. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { structuredPatch } from 'diff';
import React from 'react';
import { changeStates, type ChangeState, type IFileChange } from '../../core/exporter/changes';
import type { IExportViewProps } from './ExportView';
import { Fold } from './Fold';

export function ChangesView({
  changes,
  state,
  trans
}: IExportViewProps & { changes: readonly IFileChange[] }): React.JSX.Element {
  const sorted = [...changes].sort(
    (a, b) => changeStates.indexOf(a.state) - changeStates.indexOf(b.state)
  );
  return (
    <Fold title={trans.__('Changes in %1 (%2)', state.folder, changes.length)} open>
      {changes.length ? (
        <ul className="anneal-Changes">
          {sorted.map(change => (
            <li key={change.path} data-state={change.state} data-path={change.path}>
              <FileChange change={change} trans={trans} />
            </li>
          ))}
        </ul>
      ) : (
        <p>{trans.__('Nothing: the package there is what this notebook gives.')}</p>
      )}
    </Fold>
  );
}

function FileChange({
  change,
  trans
}: {
  change: IFileChange;
  trans: TranslationBundle;
}): React.JSX.Element {
  const [isOpen, setOpen] = React.useState(false);
  const hasText = change.state === 'added' ? change.after !== null : change.before !== null;
  const title = (
    <>
      <code>{change.path}</code> <strong>{stateWord(change.state, trans)}</strong>
    </>
  );
  if (!hasText || change.state === 'kept') {
    return <p>{title}</p>;
  }
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen ? <FileDiff change={change} trans={trans} /> : null}
    </details>
  );
}

function FileDiff({
  change,
  trans
}: {
  change: IFileChange;
  trans: TranslationBundle;
}): React.JSX.Element {
  const { hunks } = React.useMemo(
    () =>
      structuredPatch(change.path, change.path, change.before ?? '', change.after ?? '', '', '', {
        context: 2
      }),
    [change]
  );
  return (
    <div className="anneal-FileDiff" role="group" aria-label={change.path} tabIndex={0}>
      {hunks.map((hunk, h) => {
        const [first, last] = [hunk.newStart, hunk.newStart + Math.max(0, hunk.newLines - 1)];
        return (
          <React.Fragment key={h}>
            <p>{trans.__('Lines %1 to %2', first, last)}</p>
            <pre>
              {hunk.lines
                .filter(line => !line.startsWith('\\'))
                .map((line, i) => (
                  <Line key={i} line={line} trans={trans} />
                ))}
            </pre>
          </React.Fragment>
        );
      })}
    </div>
  );
}

function Line({ line, trans }: { line: string; trans: TranslationBundle }): React.JSX.Element {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
  const sign = { added: '+', removed: '−', same: ' ' }[kind];
  const said = { added: trans.__('added'), removed: trans.__('removed'), same: '' }[kind];
  return (
    <span className={`anneal-FileDiff-line anneal-mod-${kind}`}>
      <span aria-hidden="true">{sign} </span>
      {said ? <span className="anneal-visuallyHidden">{said}: </span> : null}
      {line.slice(1)}
      {'\n'}
    </span>
  );
}

function stateWord(state: ChangeState, trans: TranslationBundle): string {
  switch (state) {
    case 'edited':
      return trans.__('edited by hand since the last export');
    case 'foreign':
      return trans.__('not written by Anneal');
    case 'changed':
      return trans.__('changed');
    case 'added':
      return trans.__('added');
    case 'removed':
      return trans.__('removed');
    case 'kept':
      return trans.__('edited by hand, no longer needed, stays');
  }
}
