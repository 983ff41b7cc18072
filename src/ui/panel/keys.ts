/** The keys of the panel. They act only while it has the focus, and never in a field. */
import type React from 'react';

/** What keys do that press no button of the panel. */
export interface IPanelKeys {
  readonly onEscape: () => void;
  readonly onHelp: () => void;
}

/** Each of these letters presses the button with this action, where there is one. */
const actionOf: Readonly<Record<string, string>> = {
  a: 'apply',
  r: 'reject',
  c: 'comment',
  g: 'go',
  u: 'undo',
  n: 'next',
  p: 'previous'
};

/** Does what a key stands for. */
export function handleKey(
  event: React.KeyboardEvent,
  root: HTMLElement | null,
  { onEscape, onHelp }: IPanelKeys
): void {
  const target = event.target as HTMLElement;
  if (
    /^(input|textarea|select)$/i.test(target.tagName) ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey
  ) {
    return;
  }
  const key = event.key.toLowerCase();
  if (key === 'escape') {
    event.preventDefault();
    onEscape();
  } else if (key === '/') {
    event.preventDefault();
    root?.querySelector<HTMLElement>('input[type="search"]')?.focus();
  } else if (key === 'arrowdown' && target === root) {
    event.preventDefault();
    root.querySelector<HTMLElement>('[data-row]')?.focus();
  } else if (key === '?') {
    onHelp();
  } else if (Object.hasOwn(actionOf, key)) {
    const button = root?.querySelector<HTMLElement>(`[data-action="${actionOf[key]}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  }
}
