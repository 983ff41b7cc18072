/**
 * Before and after of one cell: a read-only CodeMirror diff for the eye, and the same as a list for everybody else.
 * Works on texts in which secrets are hidden already; never touches a live cell.
 */
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import type { TranslationBundle } from '@jupyterlab/translation';
import { diffLines } from 'diff';
import React from 'react';

export interface IDiffProps {
  readonly before: string;
  readonly after: string;
  /** Colours and language of the cells. */
  readonly extensions: Extension;
  readonly asList: boolean;
  readonly dimmed?: boolean;
  readonly trans: TranslationBundle;
}

export function Diff(props: IDiffProps): React.JSX.Element {
  const { asList, dimmed } = props;
  return (
    <div className={`anneal-Diff${dimmed ? ' anneal-mod-stale' : ''}`}>
      {asList ? null : <VisualDiff {...props} />}
      <DiffList {...props} visuallyHidden={!asList} />
    </div>
  );
}

function VisualDiff({ before, after, extensions }: IDiffProps): React.JSX.Element {
  const host = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const view = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: after,
        extensions: [
          extensions,
          lineNumbers(),
          EditorView.lineWrapping,
          EditorView.editable.of(false),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ tabindex: '-1', 'aria-hidden': 'true' }),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            gutter: true,
            collapseUnchanged: { margin: 2, minSize: 6 },
            diffConfig: { scanLimit: 500, timeout: 100 }
          })
        ]
      })
    });
    return () => view.destroy();
  }, [before, after, extensions]);
  return <div ref={host} className="anneal-Diff-visual" aria-hidden="true" />;
}

function DiffList({
  before,
  after,
  trans,
  visuallyHidden
}: IDiffProps & { visuallyHidden: boolean }): React.JSX.Element {
  const rows = React.useMemo(() => changedLines(before, after), [before, after]);
  const removed = rows.filter(r => r.kind === 'removed').length;
  const added = rows.length - removed;
  return (
    <div className={visuallyHidden ? 'anneal-visuallyHidden' : 'anneal-Diff-list'}>
      <ol>
        {rows.map(({ kind, line, text }, i) => (
          <li key={i} className={`anneal-mod-${kind}`}>
            {kind === 'removed'
              ? trans.__('Line %1 removed: %2', line, text)
              : trans.__('Line %1 added: %2', line, text)}
          </li>
        ))}
      </ol>
      <p>{becomes(removed, added, trans)}</p>
    </div>
  );
}

/** "4 lines become 2 lines". */
export function becomes(removed: number, added: number, trans: TranslationBundle): string {
  const after = trans._n('%1 line', '%1 lines', added);
  return trans._n('%1 line becomes %2', '%1 lines become %2', removed, after);
}

export interface IChangedLine {
  readonly kind: 'removed' | 'added';
  /** 1-based: in the old text when removed, in the new one when added. */
  readonly line: number;
  readonly text: string;
}

/** The removed and added lines, in order, removed first. */
export function changedLines(before: string, after: string): IChangedLine[] {
  const rows: IChangedLine[] = [];
  let [oldLine, newLine] = [1, 1];
  for (const part of diffLines(before, after)) {
    const parts = part.value.replace(/\n$/, '').split('\n');
    for (const text of parts) {
      if (part.removed) {
        rows.push({ kind: 'removed', line: oldLine++, text: text.trim() });
      } else if (part.added) {
        rows.push({ kind: 'added', line: newLine++, text: text.trim() });
      } else {
        oldLine++;
        newLine++;
      }
    }
  }
  return rows;
}
