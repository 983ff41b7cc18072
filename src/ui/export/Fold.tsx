/** A part of a page that can be folded away. */
import React from 'react';

export function Fold({
  title,
  open,
  children
}: {
  title: string;
  open?: boolean;
  children: React.ReactNode;
}): React.JSX.Element {
  return (
    <details className="anneal-Fold" open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
