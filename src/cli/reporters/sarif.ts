/** SARIF 2.1.0: the true line and column in the `.ipynb` as physical location, `cells/<id>` as logical location. */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Fix, Log, Region, Result } from 'sarif';
import packageJson from '../../../package.json';
import type { IPosition, IReportedDiagnostic } from '../../core';
import { catalogue } from '../../../migrations';
import { harmlessJson } from './plain';
import {
  findings,
  reportPath,
  type IFilePlace,
  type IFindingDetail,
  type Reporter
} from './reporter';

const levels = { safe: 'warning', suggested: 'warning', manual: 'note' } as const;

export const sarif: Reporter = files => {
  const results: Result[] = [];
  for (const { path, diagnostic, place, detail } of findings(files)) {
    results.push({
      ...resultOf(path, diagnostic, place),
      ...(detail?.replacements && diagnostic.fix
        ? { fixes: [fixOf(path, diagnostic.fix, detail.replacements)] }
        : {})
    });
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
              shortDescription: { text: message(m.summary) },
              fullDescription: { text: message(m.why) },
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
                      message: { text: message(`${reportPath(f.path)}: ${f.reason}`) }
                    }
                  ]
            )
          }
        ]
      }
    ]
  } satisfies Log;
  return harmlessJson(log);
};

function resultOf(path: string, d: IReportedDiagnostic, place: IFilePlace): Result {
  return {
    ruleId: d.migration,
    ruleIndex: catalogue.findIndex(m => m.name === d.migration),
    level: levels[d.applicability],
    message: { text: message(`${d.message}. ${d.why}`) },
    // The second one is what GitHub compares; without it GitHub takes the text of the line, which other findings may share.
    partialFingerprints: { 'annealId/v1': d.id, primaryLocationLineHash: d.id },
    locations: [
      {
        physicalLocation: { artifactLocation: artifact(path), region: region(place) },
        logicalLocations: [
          { name: d.cell.id, fullyQualifiedName: `cells/${d.cell.id}`, kind: 'element' }
        ]
      }
    ],
    properties: { applicability: d.applicability, cellIndex: d.cell.index, place: d.place }
  };
}

function fixOf(
  path: string,
  fix: NonNullable<IReportedDiagnostic['fix']>,
  replacements: NonNullable<IFindingDetail['replacements']>
): Fix {
  return {
    description: { text: message([fix.title, ...fix.risks].join('. ')) },
    artifactChanges: [
      {
        artifactLocation: artifact(path),
        replacements: replacements.map(r => ({
          deletedRegion: region(r),
          insertedContent: { text: r.text }
        }))
      }
    ]
  };
}

function region({ start, end }: { start: IPosition; end: IPosition }): Region {
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.line === start.line ? Math.max(end.column, start.column) : end.column
  };
}

function artifact(path: string): ArtifactLocation {
  const shown = reportPath(path);
  return isAbsolute(shown)
    ? { uri: pathToFileURL(shown).href }
    : { uri: shown.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** A message has links, `[text](target)`, and places for arguments, `{0}`: what a notebook says can be neither. */
function message(text: string): string {
  return text.replace(/\]\(/g, '] (').replace(/\{(\d+)\}/g, '{{$1}}');
}
