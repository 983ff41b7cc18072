/**
 * Which node of a model computes something else on a runtime than it should, from measurements of every node.
 *
 * Two numbers for each node. _Accumulated_: its output in the whole model, with all error from above. _Local_: its output
 * when it is given right values, so only what this node adds. A node whose local error is not allowed is
 * to blame; one with a large accumulated and a small local error is a victim. The measuring is done in `src/onnx`.
 */

import type { IBisect, INodeMeasure } from './bisectSchema';
import { providerWords } from './buildReport';
import type { IOutputMetrics } from './metrics';
import type { IParityReport, Provider } from './reportSchema';
import type { ChainNode } from './tolerance';
import { passes } from './verdict';

/** The part of a comparison that is kept for each node. */
export function measureOf(metrics: IOutputMetrics): INodeMeasure['accumulated'] {
  return { snr_db: metrics.snr_db, tau: metrics.tau, level: metrics.verdict };
}

/** A runtime that leaves what came before it in the chain. */
export interface ISuspicion {
  readonly subject: Provider;
  readonly vector: string;
  /** The point of the chain before it. */
  readonly from: ChainNode;
}

/** Where to search: the first runtime of the browser that is off, in its first such case; null when none is. */
export function suspicionOf(report: IParityReport): ISuspicion | null {
  if (report.flags.some(flag => flag.kind === 'nondeterministic')) {
    return null;
  }
  const off = report.edges.filter(
    one => one.role === 'chain' && one.status === 'compared' && !passes(one.verdict)
  );
  for (const [to, subject] of [
    ['W', 'wasm'],
    ['G', 'webgpu']
  ] as const) {
    const edge = off.find(one => one.to === to);
    if (edge) {
      return { subject, vector: edge.vector, from: edge.from };
    }
  }
  return null;
}

/** Marks the nodes to blame: those that are wrong by themselves, even with right inputs. */
export function markCulprits(nodes: readonly INodeMeasure[]): INodeMeasure[] {
  return nodes.map(node => ({
    ...node,
    culprit: node.local !== null && !passes(node.local.level)
  }));
}

/**
 * Sets of nodes to try on the CPU, smallest first: the culprits, then more and more of those with the largest error of
 * their own.
 */
export function setsToTry(nodes: readonly INodeMeasure[]): string[][] {
  const ranked = [...nodes].sort(
    (a, b) =>
      Number(b.culprit) - Number(a.culprit) ||
      (a.local ?? a.accumulated).snr_db - (b.local ?? b.accumulated).snr_db
  );
  const names = [...new Set(ranked.map(node => node.name))];
  const first = Math.max(1, new Set(nodes.filter(n => n.culprit).map(n => n.name)).size);
  const sets: string[][] = [];
  for (let size = first; size < names.length && sets.length < 6; size *= 2) {
    sets.push(names.slice(0, size));
  }
  return [...sets, names].filter(set => set.length > 0);
}

/** What is said about the nodes, when the model was measured. */
export function sentenceOf(nodes: readonly INodeMeasure[], subject: Provider): string {
  const guilty = nodes.filter(node => node.culprit);
  const word = providerWords[subject];
  if (guilty.length === 0) {
    const choices =
      subject === 'webgpu'
        ? 'A wider tolerance, or the nodes below on the CPU, are the choices.'
        : 'A wider tolerance is the choice.';
    return `No single node is wrong by itself on ${word}: small differences of many nodes add up. ${choices}`;
  }
  const ops = [...new Set(guilty.map(node => node.op))].join(', ');
  const [first] = guilty;
  return guilty.length === 1
    ? `Node ${first.name} (${first.op}) is where ${word} goes wrong: given right inputs, its output differs by ${Math.round(first.local!.tau * 10) / 10} times what is allowed.`
    : `${guilty.length} nodes (${ops}) compute something else on ${word}, given right inputs; the first is ${first.name}.`;
}

/** How the session is made with the workaround. */
export function workaroundCode(
  subject: Provider,
  nodes: readonly string[],
  optimization: 'all' | 'disabled'
): string {
  const provider = nodes.length
    ? `[{ name: '${subject}', forceCpuNodeNames: ${JSON.stringify(nodes)} }]`
    : `['${subject}']`;
  const level = optimization === 'disabled' ? `, graphOptimizationLevel: 'disabled'` : '';
  return `await ort.InferenceSession.create(model, { executionProviders: ${provider}${level} });`;
}

/** A search that came to no measurement. */
export function notSearched(vector: string, reason: string, subject: Provider): IBisect {
  return {
    status: 'not-searched',
    subject,
    sentence: `The node was not searched: ${reason.slice(0, 300).replace(/[.\s]+$/, '')}.`,
    vector,
    nodes: [],
    values: [],
    workaround: null
  };
}
