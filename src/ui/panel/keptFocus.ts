/** Keeps the focus in the panel when the button that had it goes away: a keyboard would have to start at the top of the page. */
import React from 'react';

/**
 * @param root - the element whose focus is kept
 * @param instead - what takes the focus when the element that had it is gone
 */
export function useKeptFocus(
  root: React.RefObject<HTMLElement | null>,
  instead: () => HTMLElement | null
): void {
  const isInside = React.useRef(false);
  const latest = React.useRef(instead);
  React.useLayoutEffect(() => {
    latest.current = instead;
  });
  React.useEffect(() => {
    const node = root.current;
    if (!node) {
      return;
    }
    const entered = (): void => {
      isInside.current = true;
    };
    const left = (event: FocusEvent): void => {
      const from = event.target as Element;
      // Without a next element somebody clicked elsewhere, or the element is being removed: then it is not connected soon.
      queueMicrotask(() => {
        if (from.isConnected) {
          isInside.current = node.contains(event.relatedTarget as Node | null);
        }
      });
    };
    // A part of the panel may be drawn without the rest, so its elements are watched and not the drawing.
    const observer = new MutationObserver(() => {
      const { activeElement, body } = document;
      if (isInside.current && (activeElement === null || activeElement === body)) {
        latest.current()?.focus({ preventScroll: true });
      }
    });
    node.addEventListener('focusin', entered);
    node.addEventListener('focusout', left);
    observer.observe(node, { childList: true, subtree: true });
    return () => {
      node.removeEventListener('focusin', entered);
      node.removeEventListener('focusout', left);
      observer.disconnect();
    };
  }, [root]);
}
