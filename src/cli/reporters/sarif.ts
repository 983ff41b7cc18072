/** SARIF 2.1.0: the true line and column in the `.ipynb` as physical location, `cells/<id>` as logical location. */
import type { Log, Result } from 'sarif';
import packageJson from '../../../package.json';
import type { IReportedDiagnostic } from '../../core';
import { catalogue } from '../../../migrations';
import { findings, reportPath, type IFilePlace, type Reporter } from './reporter';

const levels = { safe: 'warning', suggested: 'warning', manual: 'note' } as const;

export const sarif: Reporter = files => {
  const results: Result[] = [];
  for (const { path, diagnostic, place } of findings(files)) {
    results.push(resultOf(path, diagnostic, place));
  }
  for (const file of files) {
    for (const [i, d] of ('report' in file ? file.report.suppressed : []).entries()) {
      if ('report' in file) {
        results.push({
          ...resultOf(file.report.path, d, file.suppressedPlaces[i]),
          suppressions: [
            {
              kind: d.suppression.kind === 'file-rule' ? 'external' : 'inSource',
              ...(d.suppression.reason === null ? {} : { justification: d.suppression.reason })
            }
          ]
        });
      }
    }
  }
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        columnKind: 'utf16CodeUnits',
        tool: {
          driver: {
            name: 'Anneal',
            semanticVersion: packageJson.version,
            rules: catalogue.map(m => ({
              id: m.name,
              shortDescription: { text: m.summary },
              fullDescription: { text: m.why },
              properties: { applicability: m.applicability, group: m.group }
            }))
          }
        },
        results,
        invocations: [
          {
            executionSuccessful: files.every(f => 'report' in f),
            toolExecutionNotifications: files.flatMap(f =>
              'report' in f
                ? []
                : [
                    {
                      level: 'error' as const,
                      message: { text: `${reportPath(f.path)}: ${f.reason}` }
                    }
                  ]
            )
          }
        ]
      }
    ]
  } satisfies Log;
  return `${JSON.stringify(log, null, 1)}\n`;
};

function resultOf(path: string, d: IReportedDiagnostic, place: IFilePlace): Result {
  return {
    ruleId: d.migration,
    ruleIndex: catalogue.findIndex(m => m.name === d.migration),
    level: levels[d.applicability],
    message: { text: `${d.message}. ${d.why}` },
    partialFingerprints: { 'annealId/v1': d.id },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(reportPath(path)), uriBaseId: '%SRCROOT%' },
          region: {
            startLine: place.start.line,
            startColumn: place.start.column,
            endLine: place.end.line,
            endColumn: Math.max(
              place.end.column,
              place.start.line === place.end.line ? place.start.column : 1
            )
          }
        },
        logicalLocations: [
          { name: d.cell.id, fullyQualifiedName: `cells/${d.cell.id}`, kind: 'element' }
        ]
      }
    ],
    properties: { applicability: d.applicability, cellIndex: d.cell.index, place: d.place }
  };
}
