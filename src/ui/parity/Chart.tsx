/** Draws a chart of the core: its result as the title, the picture, and the same numbers as a table behind a disclosure. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { IChart, IShape } from '../../core/parity/chart';

export function Table(props: {
  caption: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}): JSX.Element {
  return (
    <div className="anneal-Parity-scroll" tabIndex={0} role="region" aria-label={props.caption}>
      <table className="anneal-Parity-table">
        <caption>{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Chart(props: {
  name: string;
  chart: IChart;
  trans: TranslationBundle;
}): JSX.Element {
  const { chart, name, trans } = props;
  return (
    <figure className="anneal-Parity-figure">
      <figcaption>
        <strong>{name}</strong> {chart.sentence}
      </figcaption>
      <div role="img" aria-label={chart.sentence}>
        {draw(chart.root, 'root')}
      </div>
      <p className="anneal-Parity-hint">{chart.description}</p>
      <details>
        <summary>{trans.__('Show numbers')}</summary>
        <Table caption={name} columns={chart.columns} rows={chart.rows} />
      </details>
    </figure>
  );
}

/** React wants camel case where SVG has hyphens. */
function draw(node: IShape, key: string): JSX.Element {
  const attrs: Record<string, string | number> = { key };
  for (const [name, value] of Object.entries(node.attrs)) {
    attrs[
      name === 'class'
        ? 'className'
        : name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    ] = value;
  }
  const children = node.children?.map((child, i) => draw(child, String(i))) ?? [];
  return React.createElement(
    node.tag,
    attrs,
    ...(node.text === undefined ? children : [node.text])
  );
}
