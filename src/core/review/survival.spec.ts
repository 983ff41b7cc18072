/** What a decision outlives: everything that leaves the code alone that was decided on. */
import { testParser } from '../../testing/parser';
import {
  defineMigration,
  Engine,
  readNotebook,
  type IMigration,
  type INotebook,
  type SyntaxNode
} from '../index';
import { decide } from './review';
import { emptyReview } from './reviewFile';
import { reviewedCode, shownTexts } from './reviewedCode';
import { suggestionsOf } from './suggestions';

/** Finds calls of `old`, with words and a fix that differ from version to version. */
function renamed(word: string): IMigration {
  return defineMigration<SyntaxNode>({
    title: 'Test',
    summary: 'Test.',
    group: 'Memory',
    tier: 'normal',
    since: '0.1.0',
    sources: [],
    why: `${word} is better`,
    name: 'old-call',
    applicability: 'safe',
    *detect({ model }) {
      for (const node of model.nodes('call')) {
        if (node.text.startsWith('old(')) {
          yield { at: node, data: node };
        }
      }
    },
    message: ({ data }) => `${data.text}: call ${word}`,
    rewrite({ data }, { edit }) {
      edit.replace(data, data.text.replace('old', word));
      return { title: `Call ${word}`, applicability: 'safe' };
    }
  });
}

type Cell = readonly [id: string, source: string | readonly string[], outputs?: readonly unknown[]];

/** A notebook as it is read from a file. */
function saved(cells: readonly Cell[], indent = 1): INotebook {
  const read = readNotebook(
    JSON.stringify(
      {
        cells: cells.map(([id, source, outputs = []]) => ({
          cell_type: 'code',
          id,
          metadata: {},
          execution_count: outputs.length ? 7 : null,
          outputs,
          source
        })),
        metadata: {},
        nbformat: 4,
        nbformat_minor: 5
      },
      null,
      indent
    )
  );
  if (!read.ok) {
    throw new Error(read.reason);
  }
  return read.document.notebook;
}

async function check(
  notebook: INotebook,
  word = 'new'
): Promise<ReturnType<Engine['analyze']>['diagnostics']> {
  return new Engine(await testParser(), [renamed(word)]).analyze(notebook).diagnostics;
}

const first = 'a = old(1)\nprint(a)';
const second = 'b = old(2)\nprint(b)';
const output = { output_type: 'stream', name: 'stdout', text: ['1\n'] };

interface ICase {
  readonly cells: readonly Cell[];
  readonly indent?: number;
  readonly word?: string;
}

const x: Cell = ['x', 'x = 1'];
const both = `${first}\n${second}`;

it.each<[string, ICase]>([
  [
    'an edit elsewhere',
    {
      cells: [
        ['x', 'x = 2'],
        ['y', both]
      ]
    }
  ],
  ['a moved cell', { cells: [['y', both], x] }],
  ['a cell that is split', { cells: [x, ['y', first], ['z', second]] }],
  ['cells that are merged', { cells: [['x', `x = 1\n${both}`]] }],
  [
    'a run',
    {
      cells: [
        ['x', 'x = 1', [output]],
        ['y', both, [output, output]]
      ]
    }
  ],
  [
    'a save by another tool',
    {
      cells: [
        ['1', ['x = 1']],
        ['2', both.split(/(?<=\n)/)]
      ],
      indent: 4
    }
  ],
  ['a newer version of the migration', { cells: [x, ['y', both]], word: 'newer' }]
])('a decision survives %s', async (_, { cells, indent, word = 'new' }) => {
  const before = saved([
    ['x', 'x = 1'],
    ['y', `${first}\n${second}`]
  ]);
  const review = (await check(before)).reduce((all, diagnostic, i) => {
    const code = reviewedCode(before, diagnostic, [])!;
    const stamp = { by: 'Ana', at: '2026-01-02T03:04:05.000Z' };
    return decide(diagnostic, i ? 'rejected' : 'accepted', stamp, 'why', { code })(all);
  }, emptyReview);

  const after = saved(cells, indent);
  const diagnostics = await check(after, word);
  const suggestions = suggestionsOf(
    review,
    after,
    { diagnostics, suppressed: [] },
    shownTexts(after, []),
    '2026-06-01'
  );
  expect(suggestions.map(s => [s.message, s.state])).toEqual([
    [`old(1): call ${word}`, 'accepted'],
    [`old(2): call ${word}`, 'rejected']
  ]);
});

it('a decision does not survive a change of its own code', async () => {
  const before = saved([['y', first]]);
  const [diagnostic] = await check(before);
  const stamp = { by: 'Ana', at: '2026-01-02T03:04:05.000Z' };
  const review = decide(diagnostic, 'accepted', stamp, undefined, {
    code: reviewedCode(before, diagnostic, [])!
  })(emptyReview);
  const after = saved([['y', `c = ${first}`]]);
  const diagnostics = await check(after);
  const states = suggestionsOf(
    review,
    after,
    { diagnostics, suppressed: [] },
    shownTexts(after, []),
    '2026-06-01'
  ).map(s => s.state);
  expect(states).toEqual(['stale']);
});
