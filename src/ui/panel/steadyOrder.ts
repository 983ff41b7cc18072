/** Keeps the rows of the list where they are while somebody points at them. */
import React from 'react';
import type { IFinding } from './state';

/** The list as it is drawn now, and what watches over it. */
export interface ISteadyOrder {
  readonly findings: readonly IFinding[];
  /** How many findings came meanwhile. */
  readonly waiting: number;
  readonly showWaiting: () => void;
  /** For the element that holds the rows. */
  readonly hold: Pick<
    React.HTMLAttributes<HTMLElement>,
    'onPointerEnter' | 'onPointerLeave' | 'onFocus' | 'onBlur'
  >;
}

/**
 * While pointer or focus is in the list, its rows keep their order and new ones wait. Gone rows go at once.
 *
 * @param asked - what a person asked to see; when that changes, the list is drawn anew
 */
export function useSteadyOrder(wanted: readonly IFinding[], asked: string): ISteadyOrder {
  const [held, setHeld] = React.useState<{ asked: string; ids: readonly string[] } | null>(null);
  const inside = React.useRef({ pointer: false, focus: false });
  const now = (): { asked: string; ids: readonly string[] } => ({
    asked,
    ids: wanted.map(f => f.diagnostic.id)
  });
  const update = (part: Partial<{ pointer: boolean; focus: boolean }>): void => {
    Object.assign(inside.current, part);
    const isInside = inside.current.pointer || inside.current.focus;
    setHeld(old => (isInside ? (old?.asked === asked ? old : now()) : null));
  };
  const byId = new Map(wanted.map(f => [f.diagnostic.id, f]));
  const findings = held?.asked === asked ? held.ids.flatMap(id => byId.get(id) ?? []) : wanted;
  return {
    findings,
    waiting: wanted.length - findings.length,
    showWaiting: () => setHeld(now()),
    hold: {
      onPointerEnter: () => update({ pointer: true }),
      onPointerLeave: () => update({ pointer: false }),
      onFocus: () => update({ focus: true }),
      onBlur: e => {
        if (!e.currentTarget.contains(e.relatedTarget)) {
          update({ focus: false });
        }
      }
    }
  };
}
