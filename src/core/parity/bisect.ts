/**
 * Which node of a model computes something else on WebGPU than on WASM, from measurements of every node.
 *
 * Two numbers for each node. _Accumulated_: its output in the whole model, with all error from above. _Local_: its output
 * when it is given the values that WASM computed, so only what this node adds. A node whose local error is not allowed is
 * to blame; one with a large accumulated and a small local error is a victim. The measuring is done in `src/onnx`.
 */

import type { IBisect, INodeMeasure } from './bisectSchema';
import type { IOutputMetrics } from './metrics';
import type { IParityReport } from './reportSchema';
import { passes } from './verdict';

/** The part of a comparison that is kept for each node. */
export function measureOf(metrics: IOutputMetrics): INodeMeasure['accumulated'] {
  return { snr_db: metrics.snr_db, tau: metrics.tau, level: metrics.verdict };
}

/** The case to search in: the first one where WebGPU leaves what came before it; null when there is nothing to search. */
export function caseToBisect(report: IParityReport): string | null {
  if (report.flags.some(flag => flag.kind === 'nondeterministic')) {
    return null;
  }
  const edge = report.edges.find(
    one =>
      one.role === 'chain' && one.to === 'G' && one.status === 'compared' && !passes(one.verdict)
  );
  return edge?.vector ?? null;
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
export function sentenceOf(nodes: readonly INodeMeasure[]): string {
  const guilty = nodes.filter(node => node.culprit);
  if (guilty.length === 0) {
    return (
      'No single node is wrong by itself on WebGPU: small differences of many nodes add up. ' +
      'A wider tolerance, or the nodes below on the CPU, are the choices.'
    );
  }
  const ops = [...new Set(guilty.map(node => node.op))].join(', ');
  const [first] = guilty;
  return guilty.length === 1
    ? `Node ${first.name} (${first.op}) is where WebGPU leaves WASM: given the same inputs, its output differs by ${Math.round(first.local!.tau * 10) / 10} times what is allowed.`
    : `${guilty.length} nodes (${ops}) compute something else on WebGPU, given the same inputs; the first is ${first.name}.`;
}

/** How the session is made with the workaround. */
export function workaroundCode(nodes: readonly string[], optimization: 'all' | 'disabled'): string {
  const provider = nodes.length
    ? `[{ name: 'webgpu', forceCpuNodeNames: ${JSON.stringify(nodes)} }]`
    : `['webgpu']`;
  const level = optimization === 'disabled' ? `, graphOptimizationLevel: 'disabled'` : '';
  return `await ort.InferenceSession.create(model, { executionProviders: ${provider}${level} });`;
}

/** A search that came to no measurement. */
export function notSearched(vector: string, reason: string): IBisect {
  return {
    status: 'not-searched',
    sentence: `The node was not searched: ${reason.slice(0, 300).replace(/[.\s]+$/, '')}.`,
    vector,
    nodes: [],
    values: [],
    workaround: null
  };
}
