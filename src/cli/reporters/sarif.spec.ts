/**
 * SARIF as other tools read it. The shape follows the SARIF 2.1.0 specification (required properties, enumerations, minima, no property
 * but the named ones), for the objects that Anneal writes; places and fixes are held against the bytes of the file.
 */
import * as z from 'zod';
import { applyEdits, checkReportSchema, LineIndex, readNotebook, type IPosition } from '../../core';
import { CommandHarness } from '../../testing/command';

const command = new CommandHarness();
beforeAll(() => command.build());
beforeEach(() => command.reset());
afterAll(() => command.dispose());

const message = z.strictObject({ text: z.string().min(1) });
const region = z
  .strictObject({
    startLine: z.int().min(1),
    startColumn: z.int().min(1),
    endLine: z.int().min(1),
    endColumn: z.int().min(1)
  })
  .refine(
    r => r.endLine > r.startLine || (r.endLine === r.startLine && r.endColumn >= r.startColumn)
  );
const artifactLocation = z.strictObject({
  uri: z.string().regex(/^[\w.~%:/!*'()-]+$/, 'a URI reference'),
  uriBaseId: z.literal('%SRCROOT%').optional()
});
const properties = z.record(z.string(), z.unknown());
const level = z.enum(['none', 'note', 'warning', 'error']);
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level,
  message,
  partialFingerprints: z.record(z.string(), z.string()),
  locations: z.tuple([
    z.strictObject({
      physicalLocation: z.strictObject({ artifactLocation, region }),
      logicalLocations: z.tuple([
        z.strictObject({
          name: z.string(),
          fullyQualifiedName: z.string(),
          kind: z.literal('element')
        })
      ])
    })
  ]),
  fixes: z
    .tuple([
      z.strictObject({
        description: message,
        artifactChanges: z.tuple([
          z.strictObject({
            artifactLocation,
            replacements: z
              .array(
                z.strictObject({
                  deletedRegion: region,
                  insertedContent: z.strictObject({ text: z.string() })
                })
              )
              .min(1)
          })
        ])
      })
    ])
    .optional(),
  suppressions: z
    .tuple([
      z.strictObject({
        kind: z.enum(['inSource', 'external']),
        justification: z.string().optional()
      })
    ])
    .optional(),
  properties
});
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: message,
              fullDescription: message,
              properties
            })
          )
        })
      }),
      results: z.array(result),
      invocations: z.tuple([
        z.strictObject({
          executionSuccessful: z.boolean(),
          toolExecutionNotifications: z.array(z.strictObject({ level, message }))
        })
      ])
    })
  ])
});

function run(...args: string[]): z.infer<typeof log>['runs'][0] {
  return log.parse(JSON.parse(command.run('check', '.', '--format', 'sarif', ...args).stdout))
    .runs[0];
}

const cells = [
  'title = "q\\"uote é 😀 \\t"\nf = open("data.txt")\ntext = f.read()\nf.close()\nprint(text)',
  'from math import *\nprint(sqrt(2))\ng = open("/home/me/a.txt")\nt = g.read()\ng.close()\nprint(t)',
  'if True:\n    k = open("k.txt"); u = k.read()\n    k.close()\n'
];

const offset = (lines: LineIndex, line: number, column: number): number =>
  lines.offset({ line, column } satisfies IPosition);

describe('SARIF', () => {
  it('has the shape of the specification, with findings, suppressions and files that cannot be read', () => {
    command.notebook('a b#1?.ipynb', [
      ...cells,
      'h = open("h.txt")  # anneal: allow unmanaged-resource (closed by the caller)',
      { source: 'm = open("m.txt")', metadata: { tags: ['anneal-allow-unmanaged-resource'] } }
    ]);
    command.notebook('scratch/s.ipynb', [cells[0]]);
    command.write(
      'anneal.toml',
      '[files."scratch/**"]\nallow = ["unmanaged-resource"]\nreason = "Never shipped."\n'
    );
    command.write('broken.ipynb', '{');
    const { results, tool, invocations } = run();
    for (const r of results) {
      expect(tool.driver.rules[r.ruleIndex].id).toBe(r.ruleId);
    }
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(
      'a%20b%231%3F.ipynb'
    );
    expect(results.flatMap(r => r.suppressions ?? [])).toEqual(
      expect.arrayContaining([
        { kind: 'inSource', justification: 'closed by the caller' },
        { kind: 'inSource' },
        { kind: 'external', justification: 'Never shipped.' }
      ])
    );
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications[0].message.text).toContain('broken.ipynb');
  });

  it.each([
    ['lists of lines', (s: string) => s],
    ['one string a cell', (s: string) => resaved(s, source => source.join(''), 1)],
    ['four spaces', (s: string) => resaved(s, source => source, 4)],
    ['a single line', (s: string) => resaved(s, source => source, 0)]
  ])('marks the true characters of the file: %s', (_, style) => {
    command.notebook('a.ipynb', cells);
    const text = style(command.read('a.ipynb'));
    command.write('a.ipynb', text);
    const lines = new LineIndex(text);
    const marked = run().results.map(r => {
      const at = r.locations[0].physicalLocation.region;
      return text.slice(
        offset(lines, at.startLine, at.startColumn),
        offset(lines, at.endLine, at.endColumn)
      );
    });
    expect(marked).toEqual(
      expect.arrayContaining([
        'open(\\"data.txt\\")',
        'from math import *',
        'open(\\"/home/me/a.txt\\")',
        'open(\\"k.txt\\")'
      ])
    );
  });

  it.each([
    ['lists of lines', (s: string) => s],
    ['one string a cell', (s: string) => resaved(s, source => source.join(''), 1)],
    ['a single line', (s: string) => resaved(s, source => source, 0)]
  ])('has fixes that give what the fix gives, for a tool that knows files only: %s', (_, style) => {
    command.notebook('a.ipynb', cells);
    const text = style(command.read('a.ipynb'));
    command.write('a.ipynb', text);
    const lines = new LineIndex(text);
    const { notebooks } = checkReportSchema.parse(
      JSON.parse(command.run('check', '.', '--format', 'json').stdout)
    );
    const { results } = run();
    const before = sources(text);
    let compared = 0;
    for (const d of notebooks[0].diagnostics.filter(one => one.fix)) {
      const fix = results.find(r => r.partialFingerprints['annealId/v1'] === d.id)?.fixes?.[0];
      expect(fix).toBeDefined();
      const after = applyEdits(
        text,
        fix!.artifactChanges[0].replacements.map(({ deletedRegion: r, insertedContent }) => ({
          start: offset(lines, r.startLine, r.startColumn),
          end: offset(lines, r.endLine, r.endColumn),
          text: insertedContent.text
        }))
      );
      const expected = [...before];
      for (const edit of d.fix!.edits) {
        const index = Number(edit.cellId.split('-')[1]);
        expected[index] =
          edit.kind === 'source' ? applyEdits(before[index], edit.edits) : before[index];
      }
      expect(sources(after)).toEqual(expected);
      // A list of lines stays one.
      const lists = (JSON.parse(after) as { cells: { source: string | string[] }[] }).cells.flatMap(
        c => (Array.isArray(c.source) ? c.source : [])
      );
      expect(lists.filter(l => l.slice(0, -1).includes('\n'))).toEqual([]);
      compared++;
    }
    expect(compared).toBeGreaterThan(3);
  });

  it('has no fix where a value would be lost that moves to the environment', () => {
    command.notebook('a.ipynb', [
      `api_key = "sk-proj-${'aB3dE5gH7jK9mN1pQ3sT5vX7zA9c'}"\nprint(len(api_key))`
    ]);
    const secret = run().results.filter(r => r.ruleId === 'hardcoded-secret');
    expect(secret.length).toBeGreaterThan(0);
    expect(secret.flatMap(r => r.fixes ?? [])).toEqual([]);
  });

  it('marks outputs where they stand', () => {
    const outputs = [
      {
        output_type: 'stream',
        name: 'stdout',
        text: [`token sk-proj-${'aB3dE5gH7jK9mN1pQ3sT5vX7zA9c'}\n`]
      }
    ];
    command.notebook('a.ipynb', [{ source: 'print(1)', outputs }]);
    const [found] = run().results.filter(r => r.properties.place === 'output');
    const line = command
      .read('a.ipynb')
      .split('\n')
      .findIndex(l => l.includes('"outputs"'));
    expect(found.locations[0].physicalLocation.region.startLine).toBe(line + 1);
  });

  it('has fingerprints that edits elsewhere leave alone', () => {
    const prints = (): string[] =>
      run()
        .results.map(r => JSON.stringify(r.partialFingerprints))
        .sort();
    command.notebook('a.ipynb', cells);
    const before = prints();
    expect(new Set(before).size).toBe(before.length);
    command.notebook('a.ipynb', ['new = 1', cells[1], cells[0], cells[2]]);
    expect(prints()).toEqual(before);
  });
});

function sources(text: string): string[] {
  const read = readNotebook(text);
  if (!read.ok) {
    throw new Error(read.reason);
  }
  return read.document.notebook.cells.map(c => c.source);
}

function resaved(
  text: string,
  source: (lines: string[]) => string | string[],
  indent: number
): string {
  const notebook = JSON.parse(text) as { cells: { source: string[] }[] };
  const written = {
    ...notebook,
    cells: notebook.cells.map(c => ({ ...c, source: source(c.source) }))
  };
  return JSON.stringify(written, null, indent);
}
