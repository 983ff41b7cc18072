/**
 * C4: where along the model's nodes the error of a runtime enters, drawn only when a node was searched.
 *
 * A line of the accumulated error in execution order, and beside it the error of each node alone. Long models show the
 * worst nodes with their neighbours; the table says so.
 */

import type { IBisect } from './bisectSchema';
import { show } from './buildReport';
import { markPath, round, shape } from './chart';
import type { IChart, IShape } from './chart';

const left = 60;
const plot = 570;
const top = 30;
const height = 190;
const highest = 160;
/** Below this a value is not the same any more for most uses. */
const limitDb = 40;

/** More nodes than this cannot be told apart; then the worst ones and their neighbours are drawn. */
const maxNodes = 300;
const worstNodes = 50;

/** Builds the chart; null when no node was measured. */
export function nodeChart(bisect: IBisect | null): IChart | null {
  if (!bisect || bisect.nodes.length === 0) {
    return null;
  }
  const shown = chosen(bisect);
  const cut = shown.length < bisect.nodes.length;
  const xOf = (i: number): number => round(left + ((i + 0.5) / shown.length) * plot);
  const yOf = (db: number): number =>
    round(top + (1 - Math.max(0, Math.min(highest, db)) / highest) * height);
  const children: IShape[] = [];
  for (let db = 0; db <= highest; db += 40) {
    children.push(
      shape('line', 'grid', { x1: left, x2: left + plot, y1: yOf(db), y2: yOf(db) }),
      shape('text', 'tick', { x: left - 6, y: yOf(db) + 4, 'text-anchor': 'end' }, String(db))
    );
  }
  children.push(
    shape('line', 'limit', { x1: left, x2: left + plot, y1: yOf(limitDb), y2: yOf(limitDb) }),
    shape('text', 'axis', { x: left, y: 14 }, 'signal to noise in dB, more is better'),
    shape(
      'text',
      'axis',
      { x: left + plot / 2, y: top + height + 22, 'text-anchor': 'middle' },
      `nodes in execution order (${shown.length}${cut ? ` of ${bisect.nodes.length}` : ''})`
    ),
    shape('path', 'line', {
      d: shown
        .map((node, i) => `${i ? 'L' : 'M'}${xOf(i)} ${yOf(node.accumulated.snr_db)}`)
        .join('')
    })
  );
  shown.forEach((node, i) => {
    const bad = node.culprit ? ' anneal-mod-bad' : '';
    const tip = (what: string, db: number): IShape[] => [
      shape('title', 'tip', {}, `${node.name} (${node.op}), ${what}: ${Math.round(db)} dB`)
    ];
    children.push(
      shape(
        'path',
        'mark',
        { d: markPath(0, xOf(i), yOf(node.accumulated.snr_db), 4) },
        tip('accumulated', node.accumulated.snr_db)
      )
    );
    if (node.local) {
      children.push(
        shape(
          'path',
          `local${bad}`,
          { d: markPath(2, xOf(i), yOf(node.local.snr_db), node.culprit ? 6 : 4) },
          tip('alone', node.local.snr_db)
        )
      );
    }
  });
  const first = shown.findIndex(node => node.culprit);
  if (first >= 0) {
    const onRight = xOf(first) > left + plot * 0.7;
    children.push(
      shape(
        'text',
        'label',
        {
          x: xOf(first) + (onRight ? -10 : 10),
          y: yOf(shown[first].local!.snr_db) + 16,
          'text-anchor': onRight ? 'end' : 'start'
        },
        `${shown[first].name} (${shown[first].op})`
      )
    );
  }
  children.push(
    shape('path', 'mark', { d: markPath(0, left + 330, 10, 4) }),
    shape('text', 'tick', { x: left + 340, y: 14 }, 'accumulated'),
    shape('path', 'local', { d: markPath(2, left + 440, 10, 4) }),
    shape('text', 'tick', { x: left + 450, y: 14 }, 'this node alone')
  );
  return {
    sentence: bisect.sentence,
    description:
      'Circles are the error that has added up to a node, triangles the error of the node alone, when it is given ' +
      'right values. A filled triangle is a node to blame; the circles behind it only inherit its error.' +
      (cut ? ' Only the worst nodes and their neighbours are drawn.' : ''),
    root: {
      tag: 'svg',
      attrs: {
        class: 'anneal-Parity-chart',
        viewBox: `0 0 ${left + plot + 20} ${top + height + 32}`
      },
      children
    },
    columns: [
      'Node',
      'Operator',
      'Value',
      'Accumulated',
      'Alone',
      'Alone: error / allowed',
      'To blame'
    ],
    rows: shown.map(node => [
      node.name,
      node.op,
      node.output,
      `${Math.round(node.accumulated.snr_db)} dB`,
      node.local ? `${Math.round(node.local.snr_db)} dB` : '',
      node.local ? show(node.local.tau) : '',
      node.culprit ? 'yes' : ''
    ])
  };
}

function chosen(bisect: IBisect): IBisect['nodes'] {
  if (bisect.nodes.length <= maxNodes) {
    return bisect.nodes;
  }
  const order = bisect.nodes
    .map((node, i) => ({ i, db: (node.local ?? node.accumulated).snr_db }))
    .sort((a, b) => a.db - b.db)
    .slice(0, worstNodes);
  const keep = new Set(order.flatMap(({ i }) => [i - 1, i, i + 1]));
  return bisect.nodes.filter((_, i) => keep.has(i));
}
