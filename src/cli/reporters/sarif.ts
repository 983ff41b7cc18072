/** SARIF 2.1.0: the true line and column in the `.ipynb` as physical location, `cells/<id>` as logical location. */
import type { Log, Result } from 'sarif';
import packageJson from '../../../package.json';
import { catalogue } from '../../../migrations';
import { findings, reportPath, type Reporter } from './reporter';

const levels = { safe: 'warning', suggested: 'warning', manual: 'note' } as const;

export const sarif: Reporter = files => {
  const results: Result[] = [];
  for (const { path, diagnostic: d, place } of findings(files)) {
    results.push({
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
    });
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
