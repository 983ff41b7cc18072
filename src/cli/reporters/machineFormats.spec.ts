/**
 * What other programs read, held against what they expect: SARIF against the official JSON schema of SARIF 2.1.0, which the package of
 * Microsoft's matcher brings along, and the annotations of GitHub against the characters of the file.
 */
import '@microsoft/jest-sarif';
import type { Log } from 'sarif';
import { CommandHarness } from '../../testing/command';

const command = new CommandHarness();
beforeAll(() => command.build());
beforeEach(() => command.reset());
afterAll(() => command.dispose());

type Run = Log['runs'][number];

const file = (name: string): string => `f = open("${name}")\ntext = f.read()\nf.close()`;
const secret = `sk-proj-${'aB3dE5gH7jK9mN1pQ3sT5vX7zA9c'}`;

function sarif(...args: string[]): Log {
  return JSON.parse(command.run('check', '.', '--format', 'sarif', ...args).stdout) as Log;
}

/** Everything that a report can hold: fixes, no fixes, suppressions of all kinds, outputs, Markdown, secrets, unreadable files. */
function plant(): void {
  const outputs = [{ output_type: 'stream', name: 'stdout', text: [`token ${secret}\n`] }];
  command.notebook('dir with space/é#1?.ipynb', [
    file('a.txt'),
    'from math import *\nprint(sqrt(2))',
    { cell_type: 'markdown', source: `The key is ${secret}.` },
    { source: 'print(1)', outputs },
    `api_key = "${secret}"\nprint(len(api_key))`,
    'this is not Python (',
    'h = open("h.txt")  # anneal: allow unmanaged-resource (closed by the caller)',
    { source: 'm = open("m.txt")', metadata: { tags: ['anneal-allow-unmanaged-resource'] } }
  ]);
  command.notebook('scratch/s.ipynb', [file('s.txt')]);
  command.write(
    'anneal.toml',
    '[files."scratch/**"]\nallow = ["unmanaged-resource"]\nreason = "Never shipped."\n'
  );
  command.write('broken.ipynb', '{');
}

describe('SARIF', () => {
  it('is valid by the official schema with all that a report can hold', () => {
    plant();
    const log = sarif();
    expect(log).toBeValidSarifLog();
    const [{ results = [], invocations = [] }] = log.runs;
    expect(results.filter(r => r.fixes).length).toBeGreaterThan(1);
    expect(results.flatMap(r => r.suppressions ?? []).map(s => s.kind)).toEqual(
      expect.arrayContaining(['inSource', 'external'])
    );
    const said = results.map(r => r.message.text).join('\n');
    expect(said).toContain('API key in Markdown');
    expect(results.map(r => r.properties?.place)).toContain('output');
    expect(invocations[0].toolExecutionNotifications).toHaveLength(1);
  });

  it('is valid with nothing found, and with nothing new', () => {
    command.notebook('clean.ipynb', ['x = 1']);
    const clean = sarif();
    expect(clean).toBeValidSarifLog();
    expect(clean.runs[0].results).toEqual([]);

    command.notebook('known.ipynb', [file('a.txt')]);
    command.run('check', '.', '--write-baseline', 'base.json');
    command.notebook('known.ipynb', [file('a.txt'), file('b.txt')]);
    const news = sarif('--baseline', 'base.json');
    expect(news).toBeValidSarifLog();
    expect(news.runs[0].results).toHaveLength(1);
  });

  describe('with a fault', () => {
    let text = '';
    beforeAll(() => {
      command.reset();
      command.notebook('a.ipynb', [file('a.txt')]);
      text = JSON.stringify(sarif());
    });

    it.each<[string, (log: Log, run: Run) => unknown]>([
      ['another version', log => Object.assign(log, { version: '2.0.0' })],
      ['no runs', log => Reflect.deleteProperty(log, 'runs')],
      ['a tool without a name', (_, run) => Reflect.deleteProperty(run.tool.driver, 'name')],
      ['a line 0', (_, run) => (regionOf(run).startLine = 0)],
      ['a property that nobody knows', (_, run) => Object.assign(regionOf(run), { row: 1 })],
      ['an unknown level', (_, run) => Object.assign(run.results![0], { level: 'bad' })],
      ['a suppression without a kind', (_, run) => (run.results![0].suppressions = [{} as never])],
      ['an empty fix', (_, run) => (run.results![0].fixes![0].artifactChanges[0].replacements = [])]
    ])('would be refused: %s', (_, spoil) => {
      const log = JSON.parse(text) as Log;
      expect(log).toBeValidSarifLog();
      spoil(log, log.runs[0]);
      expect(log).not.toBeValidSarifLog();
    });
  });
});

describe('annotations for GitHub', () => {
  it('mark the true characters of the file', () => {
    command.notebook('a, b:c.ipynb', [
      'title = "é 😀 q\\"uote \\t"\nf = open("data.txt")\ntext = f.read()\nf.close()',
      'if True:\n    k = open("k.txt"); u = k.read()\n    k.close()'
    ]);
    const lines = command.read('a, b:c.ipynb').split('\n');
    const { stdout } = command.run('check', '.', '--format', 'github');
    const marked = [...stdout.matchAll(place)].map(({ groups }) => {
      expect(groups!.file).toBe('a%2C b%3Ac.ipynb');
      expect(groups!.endLine).toBe(groups!.line);
      return lines[Number(groups!.line) - 1].slice(
        Number(groups!.col) - 1,
        Number(groups!.endColumn) - 1
      );
    });
    expect(marked).toEqual(expect.arrayContaining(['open(\\"data.txt\\")', 'open(\\"k.txt\\")']));
  });
});

const place =
  /^::(?:warning|notice) file=(?<file>[^,]+),line=(?<line>\d+),endLine=(?<endLine>\d+),col=(?<col>\d+),endColumn=(?<endColumn>\d+),title=unmanaged-resource::/gm;

function regionOf(run: Run): { startLine?: number } {
  return run.results![0].locations![0].physicalLocation!.region!;
}
