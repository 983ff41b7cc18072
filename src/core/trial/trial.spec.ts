/** What is run to try a fix, and what is read from the report. */
import { catalogue } from '../../../migrations';
import { testParser } from '../../testing/parser';
import {
  amountText,
  effectsOf,
  effectText,
  Engine,
  parsePercent,
  trialRequest,
  type IDiagnostic,
  type INotebook,
  type ITrialReport,
  type ITrialRequest
} from '..';

let engine: Engine;

beforeAll(async () => {
  engine = new Engine(await testParser(), catalogue);
});

function notebook(...cells: string[]): INotebook {
  return parsePercent(cells.map(c => `# %%\n${c}\n`).join(''));
}

function finding(of: INotebook, migration: string): IDiagnostic {
  const found = engine.analyze(of).diagnostics.find(d => d.migration === migration && d.fix);
  if (!found) {
    throw new Error(`${migration} finds nothing to fix.`);
  }
  return found;
}

function requested(of: INotebook, migration: string): ITrialRequest {
  const answer = trialRequest(engine, of, finding(of, migration));
  if (!answer.ok) {
    throw new Error(answer.reason);
  }
  return answer.request;
}

const list =
  'def squares(n):\n    out = []\n    for i in range(n):\n        out.append(i * i)\n    return out';

it('runs the cells up to the last one that uses what the fix changes', () => {
  const of = notebook('n = 3', list, 'total = sum(squares(n))', 'print(total)', 'other = 1');
  const request = requested(of, 'accumulated-list');
  expect(request.affected).toEqual([1, 2]);
  expect(request.before.map(c => c.index)).toEqual([0, 1, 2]);
  expect(request.after.map(c => c.index)).toEqual([0, 1, 2]);
  expect(request.after[1].source).toContain('yield i * i');
  expect(request.before[1].source).toBe(of.cells[1].source);
});

it('gives a cell that the fix adds the place of the one that follows', () => {
  const of = notebook('x = 1', 'y = x + 1\nprint(y)');
  const diagnostic: IDiagnostic = {
    ...finding(notebook('n = 3', list, 'total = sum(squares(n))'), 'accumulated-list'),
    fix: {
      title: 'Add a cell',
      applicability: 'safe',
      risks: [],
      edit: {
        cells: [
          {
            kind: 'insert',
            cellId: 'new',
            after: of.cells[0].id,
            cellKind: 'code',
            source: 'import math'
          }
        ]
      }
    } as IDiagnostic['fix']
  };
  const answer = trialRequest(engine, of, diagnostic);
  expect(answer.ok && answer.request.after.map(c => [c.index, c.source])).toEqual([
    [0, 'x = 1'],
    [1, 'import math'],
    [1, 'y = x + 1\nprint(y)']
  ]);
});

it('names what the fix takes away', () => {
  const of = notebook(
    'import time',
    'start = time.time()\ntotal = sum(range(10))\nprint(time.time() - start)'
  );
  const { removed } = requested(of, 'manual-timing');
  expect(removed).toEqual({ start: expect.stringContaining('by the fix') as string });
});

it('does not run what moves a secret, nor what changes no code', () => {
  const of = notebook(
    'api_key = "sk-ant-api03-Zk4Qv9TbXw2Lm7RpYc3Hd8Ns5Jg1Fa6Ue"\nprint(len(api_key))'
  );
  const answer = trialRequest(engine, of, finding(of, 'hardcoded-secret'));
  expect(answer).toEqual({ ok: false, reason: expect.stringContaining('.env') as string });
  const stale = trialRequest(
    engine,
    notebook('changed = 1'),
    finding(notebook('n = 3', list, 'total = sum(squares(n))'), 'accumulated-list')
  );
  expect(stale.ok).toBe(false);
});

it('shows an effect only where it is more than noise, and only in cells that the fix can change', () => {
  const cell = (index: number, before: number[], after: number[]) => ({
    cell: index,
    before: { seconds: before[0], tracedSeconds: before[2] ?? before[0], peakBytes: before[1] },
    after: { seconds: after[0], tracedSeconds: after[2] ?? after[0], peakBytes: after[1] }
  });
  const report = {
    cells: [
      cell(0, [5, 0], [1, 0]),
      cell(2, [2, 26_800_505], [0.11, 30_180]),
      cell(3, [0.1, 2_000_000], [0.09, 1_900_000]),
      // Twice as slow in one pair of runs, as fast in the other: a busy moment.
      cell(4, [0.2, 0, 0.6], [0.1, 0, 0.6])
    ]
  } as unknown as ITrialReport;
  expect(effectsOf(report, [2, 3])).toEqual([
    { kind: 'time', cell: 2, before: 2, after: 0.11 },
    { kind: 'memory', cell: 2, before: 26_800_505, after: 30_180 }
  ]);
  expect(effectsOf(report, [3, 4])).toEqual([]);
  expect(effectsOf(report, [2]).map(effectText)).toEqual([
    '18.2 times faster',
    'under 1 % of what it was'
  ]);
  expect([
    amountText('memory', 26_800_505),
    amountText('time', 0.11),
    amountText('time', 2)
  ]).toEqual(['26.8 MB', '110 ms', '2 s']);
});
