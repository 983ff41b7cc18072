/** What people said about a finding, oldest first. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { IComment } from '../../core/review/reviewFile';
import { moment } from './words';

export function Thread({
  comments,
  trans
}: {
  comments: readonly IComment[];
  trans: TranslationBundle;
}): React.JSX.Element | null {
  if (!comments.length) {
    return null;
  }
  return (
    <section className="anneal-Comments">
      <h4>{trans.__('Thread (%1)', comments.length)}</h4>
      <ul>
        {comments.map(comment => (
          <li key={`${comment.at} ${comment.by} ${comment.text}`}>
            <span className="anneal-Comment-by">
              {comment.by}, {moment(comment.at)}
            </span>
            <p>{comment.text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
