/** A sentence of the core with its code in backticks drawn as code. */
import React from 'react';

export function Rich({ text }: { text: string }): React.JSX.Element {
  return (
    <>
      {text
        .split(/(`[^`]+`)/)
        .map((part, i) =>
          part.startsWith('`') && part.endsWith('`') && part.length > 2 ? (
            <code key={i}>{part.slice(1, -1)}</code>
          ) : (
            part
          )
        )}
    </>
  );
}

/** The same sentence for names and titles, where no markup is possible. */
export function plain(text: string): string {
  return text.replace(/`([^`]+)`/g, '$1');
}
