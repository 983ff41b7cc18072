/**
 * Cuts the pipeline into steps and decides what each takes and gives back. Every cut is proved: where a value could be unbound, or
 * a function would see another value than in the notebook, steps are joined or the name becomes shared state of the module.
 */
import type { SemanticModel } from '../../semantic/model';
import { builtinNames, kernelNames } from '../../semantic/builtins';
import type { Closures } from './closures';
import type { IItem } from '../items/items';
import { bindingOrder, firstBinders, isCertain } from './segmentNames';

export interface ISegment {
  /** Pipeline items in order. */
  readonly items: readonly IItem[];
  /** Numbers of the first segments that were joined into this one. */
  readonly parts: readonly number[];
}

export interface IFlow {
  readonly segments: readonly ISegment[];
  readonly inputs: readonly (readonly string[])[];
  readonly outputs: readonly (readonly string[])[];
  /** Names that are certainly bound when the pipeline has ended. */
  readonly bound: ReadonlySet<string>;
}

/** What has to change before the cuts are right. */
export type FlowResult =
  | { readonly kind: 'done'; readonly flow: IFlow }
  | { readonly kind: 'join'; readonly from: number; readonly to: number }
  | { readonly kind: 'share'; readonly name: string; readonly reason: string };

export interface IFlowInput {
  readonly model: SemanticModel;
  readonly segments: readonly ISegment[];
  readonly shared: ReadonlySet<string>;
  readonly closures: Closures;
  /** Names to give back although no later step reads them. */
  readonly results: ReadonlySet<string>;
}

type State = 'unbound' | 'maybe' | 'bound';

/** Steps that are further apart are not joined: the name is shared instead. */
const joinSpan = 1;

export function analyzeFlow(input: IFlowInput): FlowResult {
  const { segments, shared, closures } = input;
  const last = segments.length - 1;
  const names = new Set<string>();
  for (const s of segments) {
    for (const item of s.items) {
      for (const name of [...item.binds.keys(), ...item.deletes.keys()]) {
        if (!shared.has(name)) {
          names.add(name);
        }
      }
    }
  }
  const conflict = (name: string, from: number, to: number, reason: string): FlowResult =>
    to > from && to - from <= joinSpan && segments.length > 2
      ? { kind: 'join', from, to }
      : { kind: 'share', name, reason };
  const bindsIn = segments.map(
    s => new Set(s.items.flatMap(i => [...i.binds.keys(), ...i.deletes.keys()]))
  );
  const binders = firstBinders(segments);

  // A function that may still run once a later step has bound a name it reads sees the new value in the notebook.
  for (let s = 0; s <= last; s++) {
    for (const item of segments[s].items) {
      for (const closure of closures.of(item)) {
        for (const name of closure.names) {
          if (!names.has(name)) {
            continue;
          }
          const all = binders.get(name) ?? [];
          for (const { at, item: binder } of all) {
            if (at > s && closure.liveEnd > binder.index) {
              return conflict(name, s, at, 'a function made earlier reads its newest value');
            }
            if (at > s && all[0].at > s && closure.liveEnd >= segments[at].items[0].index) {
              return conflict(name, s, at, 'a function made earlier reads it');
            }
          }
        }
      }
    }
  }

  // Class bodies look names up among globals, and a name that Python defines too means that until it is bound.
  for (const s of segments) {
    for (const item of s.items) {
      for (const name of item.classReads) {
        if (names.has(name)) {
          return {
            kind: 'share',
            name,
            reason: 'a class body reads it and has a name of the same spelling'
          };
        }
      }
    }
  }

  // What is known of a name before and behind a segment, for the names that the segment uses and binds.
  const before: Map<string, State>[] = [];
  const after: Map<string, State>[] = [];
  const state = new Map<string, State>();
  const needs: Set<string>[] = [];
  for (let s = 0; s <= last; s++) {
    before.push(
      statesOf(state, [
        ...bindsIn[s],
        ...segments[s].items.flatMap(i => [...usedNames(i)].map(([name]) => name))
      ])
    );
    const need = new Set<string>();
    for (const item of segments[s].items) {
      for (const [name, how] of usedNames(item)) {
        if (!names.has(name)) {
          continue;
        }
        const now = state.get(name) ?? 'unbound';
        const entry = before[s].get(name) ?? 'unbound';
        if (
          how === 'late'
            ? entry !== 'unbound'
            : reachesOutside(input.model, item, name, segments[s]) && entry !== 'unbound'
        ) {
          need.add(name);
        } else if (how !== 'late' && entry === 'unbound' && now !== 'bound' && isPreset(name)) {
          return { kind: 'share', name, reason: 'Python defines the name too' };
        }
      }
      step(state, item, names);
    }
    after.push(statesOf(state, bindsIn[s]));
    needs.push(need);
  }

  // Backwards: what later steps need, and what a step must be given because it binds it on some paths only.
  const outputs: string[][] = segments.map(() => []);
  let live = new Set<string>();
  for (const name of input.results) {
    if (names.has(name) && state.get(name) === 'bound') {
      live.add(name);
    }
  }
  for (let s = last; s >= 0; s--) {
    const next = new Set(live);
    for (const name of live) {
      if (!bindsIn[s].has(name)) {
        continue;
      }
      const end = after[s].get(name);
      const certain = isCertain(segments[s], name);
      if (end === 'bound' && (certain || before[s].get(name) === 'bound')) {
        if (segments[s].items.some(i => i.binds.has(name))) {
          outputs[s].push(name);
        }
        if (certain) {
          next.delete(name);
        } else {
          needs[s].add(name);
        }
      } else if (end === 'unbound') {
        next.delete(name);
      } else {
        const reader = needs.findIndex((n, t) => t > s && n.has(name));
        return conflict(name, s, reader, 'it is bound on some paths only');
      }
    }
    for (const name of needs[s]) {
      if (before[s].get(name) !== 'bound') {
        let from = s - 1;
        while (from > 0 && !bindsIn[from].has(name)) {
          from--;
        }
        return conflict(name, Math.max(from, 0), s, 'it is bound on some paths only');
      }
      next.add(name);
    }
    live = next;
  }
  const order = bindingOrder(segments);
  const sorted = (all: Iterable<string>): string[] =>
    [...new Set(all)].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  return {
    kind: 'done',
    flow: {
      segments,
      inputs: needs.map(sorted),
      outputs: outputs.map(sorted),
      bound: new Set([...state].filter(([, v]) => v === 'bound').map(([name]) => name))
    }
  };
}

function statesOf(state: ReadonlyMap<string, State>, names: Iterable<string>): Map<string, State> {
  const found = new Map<string, State>();
  for (const name of names) {
    const known = state.get(name);
    if (known) {
      found.set(name, known);
    }
  }
  return found;
}

function isPreset(name: string): boolean {
  return builtinNames.has(name) || kernelNames.has(name);
}

function* usedNames(item: IItem): IterableIterator<[string, 'now' | 'late']> {
  for (const name of item.reads.keys()) {
    yield [name, 'now'];
  }
  for (const name of item.captures.keys()) {
    yield [name, 'late'];
  }
  for (const name of item.mentions) {
    if (!item.reads.has(name)) {
      yield [name, 'late'];
    }
  }
}

/** True when a read of the item can see a value bound before the segment. */
function reachesOutside(
  model: SemanticModel,
  item: IItem,
  name: string,
  segment: ISegment
): boolean {
  const first = segment.items[0];
  // The name may be bound by an item of the same segment that comes first on every path.
  for (const before of segment.items) {
    if (before.index >= item.index) {
      break;
    }
    if (before.deletes.has(name)) {
      continue;
    }
    if (before.definite.has(name)) {
      return false;
    }
  }
  return (item.reads.get(name) ?? []).some(r =>
    model.definitions(r).some(b => {
      const order = model.orderOf(b.cell);
      return order < first.order || (order === first.order && b.range.start < first.start);
    })
  );
}

function step(state: Map<string, State>, item: IItem, names: ReadonlySet<string>): void {
  for (const name of item.binds.keys()) {
    if (names.has(name)) {
      if (item.definite.has(name)) {
        state.set(name, 'bound');
      } else if (state.get(name) !== 'bound') {
        state.set(name, 'maybe');
      }
      // `except E as e` unbinds its name.
      if (!item.definite.has(name) && (item.binds.get(name) ?? []).some(b => b.kind === 'except')) {
        state.set(name, 'maybe');
      }
    }
  }
  for (const [name, how] of item.deletes) {
    if (names.has(name)) {
      state.set(name, how === 'always' && !item.definite.has(name) ? 'unbound' : 'maybe');
    }
  }
}
