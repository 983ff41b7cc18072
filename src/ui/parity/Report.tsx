/** The finished report: verdict, what ran, charts, numbers, method. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { providerWords } from '../../core/parity/buildReport';
import { chainChart } from '../../core/parity/chainChart';
import { histogramChart } from '../../core/parity/histogramChart';
import { nodeChart } from '../../core/parity/nodeChart';
import type { IParityReport, IProviderReport } from '../../core/parity/reportSchema';
import {
  adapterLine,
  modelLines,
  numbersTable,
  placementLine,
  toleranceTableOf,
  valuesTable,
  workaroundLines
} from '../../core/parity/reportTables';
import { residualChart } from '../../core/parity/residualChart';
import { timeChart } from '../../core/parity/timeChart';
import { levelWords } from '../../core/parity/verdict';
import { Chart, Table } from './Chart';

function Provider(props: { provider: IProviderReport; trans: TranslationBundle }): JSX.Element {
  const { provider, trans } = props;
  const name = providerWords[provider.provider];
  const placed = placementLine(provider);
  return (
    <li data-provider={provider.provider} data-verdict={provider.verdict}>
      <strong>
        {name}: {levelWords[provider.verdict]}
      </strong>
      <span>{provider.sentence}</span>
      {provider.adapter && <span>{trans.__('Adapter: %1', adapterLine(provider.adapter))}</span>}
      {placed && <span>{placed}</span>}
      {provider.cure && <span>{provider.cure}</span>}
    </li>
  );
}

export function Report(props: { report: IParityReport; trans: TranslationBundle }): JSX.Element {
  const { report, trans } = props;
  const [relative, setRelative] = React.useState(false);
  const nodes = nodeChart(report.bisect);
  const residuals = residualChart(report);
  const times = timeChart(report);
  const values = valuesTable(report);
  const way = workaroundLines(report);
  const numbers = numbersTable(report);
  const method = toleranceTableOf(report);
  return (
    <div className="anneal-Parity-report">
      <p className="anneal-Parity-sentence">{report.sentence}</p>
      <ul className="anneal-Parity-providers">
        {report.providers.map(provider => (
          <Provider key={provider.provider} provider={provider} trans={trans} />
        ))}
      </ul>
      {report.flags.length > 0 && (
        <>
          <h3>{trans.__('Notes')}</h3>
          <ul>
            {report.flags.map((flag, i) => (
              <li key={i}>{flag.detail}</li>
            ))}
          </ul>
        </>
      )}
      <Chart name={trans.__('Chain.')} chart={chainChart(report)} trans={trans} />
      {nodes && <Chart name={trans.__('Nodes.')} chart={nodes} trans={trans} />}
      {!nodes && report.bisect && <p>{report.bisect.sentence}</p>}
      {values.rows.length > 0 && (
        <Table caption={values.title} columns={values.columns} rows={values.rows} />
      )}
      {way && (
        <>
          <p>{way.sentence}</p>
          <pre
            className="anneal-Parity-code"
            tabIndex={0}
            role="region"
            aria-label={trans.__('Workaround as code')}
          >
            {way.code}
          </pre>
        </>
      )}
      <Chart
        name={trans.__('Error sizes.')}
        chart={histogramChart(report, relative ? 'relative' : 'absolute')}
        trans={trans}
      />
      <label className="anneal-Parity-check">
        <input
          type="checkbox"
          checked={relative}
          onChange={event => setRelative(event.target.checked)}
        />
        {trans.__('Relative errors')}
      </label>
      {residuals && <Chart name={trans.__('Errors.')} chart={residuals} trans={trans} />}
      {times && <Chart name={trans.__('Time.')} chart={times} trans={trans} />}
      <details>
        <summary>{trans.__('Numbers per case and output')}</summary>
        <Table caption={numbers.title} columns={numbers.columns} rows={numbers.rows} />
      </details>
      <details>
        <summary>{trans.__('Method and tolerances')}</summary>
        <ul>
          {modelLines(report).map(line => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <Table caption={method.title} columns={method.columns} rows={method.rows} />
      </details>
    </div>
  );
}
