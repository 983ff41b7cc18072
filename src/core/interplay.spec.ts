/**
 * All migrations together: whatever is accepted on notebooks that hold many habits at once, the result compiles, nothing accepted is
 * left to do, and the order of two fixes on one cell decides nothing in silence.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../migrations';
import { testParser } from '../testing/parser';
import { seeded } from '../testing/plantedSecrets';
import { runPrograms, type IProgram } from '../testing/python';
import { casesOf } from '../testing/runCases';
import {
  Engine,
  maskMagics,
  parsePercent,
  readNotebook,
  type ICell,
  type IDiagnostic,
  type IFixResult,
  type INotebook
} from '.';

const root = join(__dirname, '..', '..');
let engine: Engine;
let notebooks: { title: string; notebook: INotebook }[];
/** Each notebook with all that is suggested. */
let fixed: IFixResult[];

beforeAll(async () => {
  engine = new Engine(await testParser(), catalogue);
  notebooks = [example(), ...mixtures(24, 5)];
  fixed = notebooks.map(({ notebook }) => engine.fix(notebook, 'suggested'));
}, 240_000);

function example(): { title: string; notebook: INotebook } {
  const read = readNotebook(readFileSync(join(root, 'examples', 'churn.ipynb')));
  if (!read.ok) {
    throw new Error(read.reason);
  }
  return { title: 'the example', notebook: read.document.notebook };
}

/** Notebooks of several cases each, of different migrations, chosen by a seed. */
function mixtures(count: number, size: number): { title: string; notebook: INotebook }[] {
  const cases = catalogue
    .filter(m => !m.isOptIn)
    .map(migration =>
      casesOf({ migration, path: join(root, 'migrations', migration.name) })
        .filter(c => c.verb !== 'Ignores' && Object.keys(c.settings).length === 0)
        .map(c => ({ title: `${migration.name}: ${c.title}`, before: c.before }))
    )
    .filter(list => list.length);
  const random = seeded(4);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  return Array.from({ length: count }, () => {
    const left = [...cases];
    const chosen = Array.from({ length: size }, () => {
      const [list] = left.splice(Math.floor(random() * left.length), 1);
      return pick(list);
    });
    const cells = chosen.flatMap((c, i) => distinct(parsePercent(c.before), i));
    return {
      title: chosen.map(c => c.title).join(' + '),
      notebook: { metadata: {}, cells: cells.map((c, index) => ({ ...c, index })) }
    };
  });
}

/** The cells with ids and names of their own: what the notebook binds, but what it imports. */
function distinct(notebook: INotebook, number: number): ICell[] {
  const model = engine.model(notebook);
  const own = new Set(
    [...model.moduleNames].filter(name =>
      model.moduleBindings(name).every(b => b.kind !== 'import' && !name.startsWith('_'))
    )
  );
  const syntaxes = new Map(model.cells.map(c => [c.cell.id, c.syntax]));
  return notebook.cells.map(cell => {
    const places = [...(syntaxes.get(cell.id)?.nodes('identifier') ?? [])].filter(
      n =>
        own.has(n.text) &&
        !(n.parent?.kind === 'attribute' && n.field === 'attribute') &&
        !(n.parent?.kind === 'keyword_argument' && n.field === 'name')
    );
    let source = cell.source;
    for (const n of places.sort((a, b) => b.start - a.start)) {
      source = `${source.slice(0, n.end)}_${number}${source.slice(n.end)}`;
    }
    return { ...cell, id: `${cell.id}-${number}`, source };
  });
}

function programOf(notebook: INotebook): IProgram {
  const cells = engine.model(notebook).cells.filter(c => c.syntax.root);
  return { cells: cells.map(c => maskMagics(c.cell.source).python), run: false };
}

const words = (d: IDiagnostic): string => `${d.migration}: ${d.message}`;

describe('all suggestions together', () => {
  it('are made of what they should be made of', () => {
    const kinds = new Set(
      notebooks.flatMap(n => engine.analyze(n.notebook).diagnostics.map(d => d.migration))
    );
    expect(kinds.size).toBeGreaterThan(catalogue.length / 2);
  });

  it('leave nothing accepted to do, and say why where they stop', () => {
    for (const [i, { title }] of notebooks.entries()) {
      const result = fixed[i];
      const reasons = new Map(result.skipped.map(s => [s.id, s.reason]));
      const left = engine
        .analyze(result.notebook)
        .diagnostics.filter(d => d.fix && !reasons.has(d.id));
      expect([title, left.map(words)]).toEqual([title, []]);
      expect([title, result.skipped]).toEqual([title, []]);
      expect([title, result.applied.length < 200]).toEqual([title, true]);
    }
  });

  it('give what CPython accepts', () => {
    const programs = notebooks.flatMap(({ notebook }, i) => [
      programOf(notebook),
      programOf(fixed[i].notebook)
    ]);
    const results = runPrograms(programs);
    const wrong = notebooks.filter(
      (_, i) => !results[2 * i].syntaxError && results[2 * i + 1].syntaxError
    );
    expect(wrong.map(w => w.title)).toEqual([]);
  });

  it('bring no cell that cannot be read', () => {
    for (const [i, { title, notebook }] of notebooks.entries()) {
      const before = engine.analyze(notebook).blind.length;
      const after = engine.analyze(fixed[i].notebook).blind.length;
      expect([title, after]).toEqual([title, before]);
    }
  });
});

describe('two fixes on one cell', () => {
  it('leave the same findings in either order, or one is refused with the reason', () => {
    let compared = 0;
    for (const { title, notebook } of notebooks) {
      for (const [a, b] of pairs(notebook).slice(0, 6)) {
        const orders = [
          [a, b],
          [b, a]
        ].map(([first, second]) => {
          const one = engine.fix(notebook, { ids: new Set([first.id]) });
          const two = engine.fix(one.notebook, { ids: new Set([second.id]) });
          const refused = [...one.skipped, ...two.skipped];
          refused.forEach(r => expect(r.reason).not.toBe(''));
          // A fix may give the other habit more to do (a new parameter without a type): that is done in both orders.
          const select = [a.migration, b.migration];
          const done = engine.fix(two.notebook, 'suggested', { select });
          const left = engine.analyze(done.notebook).diagnostics.map(words).sort();
          return { isWhole: refused.length === 0, left };
        });
        if (orders.every(o => o.isWhole)) {
          compared++;
          const name = `${title}: ${words(a)} and ${words(b)}`;
          expect([name, orders[1].left]).toEqual([name, orders[0].left]);
        }
      }
    }
    expect(compared).toBeGreaterThan(20);
  }, 240_000);
});

/** Fixable findings that change a common cell. */
function pairs(notebook: INotebook): [IDiagnostic, IDiagnostic][] {
  const fixable = engine.analyze(notebook).diagnostics.filter(d => d.fix);
  const cellsOf = (d: IDiagnostic): Set<string> => new Set(d.fix?.edit.cells.map(c => c.cellId));
  return fixable.flatMap((a, i) =>
    fixable
      .slice(i + 1)
      .filter(b => [...cellsOf(b)].some(id => cellsOf(a).has(id)))
      .map((b): [IDiagnostic, IDiagnostic] => [a, b])
  );
}
