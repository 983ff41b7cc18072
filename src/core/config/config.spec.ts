/** `anneal.toml`: what is accepted, what is said about mistakes, who wins, and which notebooks a rule is for. */
import { Engine, parsePercent, type IMigration } from '..';
import { testParser } from '../../testing/parser';
import { globProblem, matchesGlob } from './glob';
import { nearest } from './nearest';
import { readConfiguration, readProjectFile, type IConfiguration } from './projectFile';
import { analyzeOptionsFor, mergeConfigurations } from './resolve';

const migration = (name: string, more: Partial<IMigration> = {}): IMigration => ({
  name,
  title: name,
  summary: '',
  group: 'Memory',
  tier: 'normal',
  applicability: 'manual',
  since: '0.1.0',
  sources: [],
  why: 'Because.',
  *detect({ model, settings }) {
    for (const node of model.nodes('assignment')) {
      yield { at: node, data: JSON.stringify(settings) };
    }
  },
  message: ({ data }) => `found with ${String(data)}`,
  ...more
});

const catalogue: readonly IMigration[] = [
  migration('dict-config', {
    settings: [
      {
        name: 'style',
        title: '',
        description: '',
        default: 'dataclass',
        values: ['dataclass', 'pydantic']
      },
      { name: 'limit', title: '', description: '', default: 3, minimum: 1 }
    ]
  }),
  migration('print-debugging', { tier: 'quiet' }),
  migration('long-cell', { isOptIn: true }),
  migration('hidden-state', { tier: 'notebook' })
];

function configuration(text: string): IConfiguration {
  const read = readProjectFile(text, catalogue);
  if (!read.ok) {
    throw new Error(read.problems.join('\n'));
  }
  return read.configuration;
}

function problems(text: string): readonly string[] {
  const read = readProjectFile(text, catalogue);
  return read.ok ? [] : read.problems;
}

async function found(text: string, path = 'a.ipynb', select?: string[]): Promise<string[]> {
  const engine = new Engine(await testParser(), catalogue);
  const options = analyzeOptionsFor(configuration(text), path);
  const { diagnostics } = engine.analyze(parsePercent('x = 1'), {
    ...options,
    ...(select ? { select } : {})
  });
  return diagnostics.map(d => `${d.migration} ${d.tier}`);
}

describe('anneal.toml', () => {
  it('sets severity and settings of a migration', async () => {
    const text = '[migrations.dict-config]\nseverity = "act-now"\nstyle = "pydantic"\n';
    expect(configuration(text)).toEqual({
      severity: { 'dict-config': 'act-now' },
      settings: { 'dict-config': { style: 'pydantic' } },
      files: []
    });
    const engine = new Engine(await testParser(), catalogue);
    const [d] = engine.analyze(
      parsePercent('x = 1'),
      analyzeOptionsFor(configuration(text), 'a.ipynb')
    ).diagnostics;
    // What was not chosen has its default.
    expect([d.tier, d.message]).toEqual(['act-now', 'found with {"style":"pydantic","limit":3}']);
  });

  it('turns migrations off and opt-in ones on', async () => {
    const usual = ['dict-config normal', 'hidden-state notebook', 'print-debugging quiet'];
    expect(await found('')).toEqual(usual);
    expect(await found('[migrations.dict-config]\nseverity = "off"')).toEqual(usual.slice(1));
    expect(await found('[migrations.long-cell]\nseverity = "quiet"')).toContain('long-cell quiet');
    expect(await found('[migrations.hidden-state]\nseverity = "normal"')).toEqual(usual);
  });

  it('gives way to names that were selected', async () => {
    expect(await found('', 'a.ipynb', ['long-cell'])).toEqual(['long-cell normal']);
    expect(
      await found('[migrations.dict-config]\nseverity = "off"', 'a.ipynb', ['dict-config'])
    ).toEqual(['dict-config normal']);
  });

  it('allows findings in the files that a pattern matches, with the reason', async () => {
    const text = '[files."scratch/**"]\nallow = ["dict-config"]\nreason = "Never shipped"';
    expect(await found(text, 'scratch/deep/a.ipynb')).not.toContain('dict-config normal');
    expect(await found(text, 'work/a.ipynb')).toContain('dict-config normal');
  });

  it('says where a mistake is, what was meant and what cures it', () => {
    expect(problems('[migrations.dict-confg]\nstyle = "pydantic"')).toEqual([
      'migrations.dict-confg: there is no habit of this name. Did you mean "dict-config"?'
    ]);
    expect(problems('[migrations.dict-config]\nstile = "pydantic"')).toEqual([
      'migrations.dict-config.stile: there is no setting of this name. Did you mean "style"? Known here: severity, style, limit.'
    ]);
    expect(problems('[migrations.dict-config]\nseverity = "of"')).toEqual([
      'migrations.dict-config.severity: "of" is not allowed. Did you mean "off"? Use one of off, quiet, normal, act-now.'
    ]);
    expect(problems('[migrations.dict-config]\nlimit = "3"')).toEqual([
      'migrations.dict-config.limit: write a whole number here.'
    ]);
    expect(problems('[migrations.dict-config]\nlimit = 2.5')).toEqual([
      'migrations.dict-config.limit: write a whole number here.'
    ]);
    expect(problems('[migrations.dict-config]\nlimit = 0')).toEqual([
      'migrations.dict-config.limit: write a whole number from 1 up.'
    ]);
    expect(problems('[migration.dict-config]')).toEqual([
      'migration: there is no setting of this name. Did you mean "migrations"? Known here: migrations, files, check, review.'
    ]);
    expect(problems('[files."a/*"]\nallow = ["dict-conf"]\nreason = ""')).toEqual([
      'files."a/*".allow: there is no habit "dict-conf". Did you mean "dict-config"?',
      'files."a/*".reason: say in one sentence why these findings are right there.'
    ]);
    expect(problems('[files."a/*"]\nallow = []')).toEqual([
      'files."a/*".allow: name at least one habit.',
      'files."a/*".reason: is missing; add it.'
    ]);
    expect(problems('[files."../x"]\nallow = ["dict-config"]\nreason = "r"')).toEqual([
      'files."../x": is no path below the folder of this file; write it like "notebooks/**" with "/".'
    ]);
    expect(problems('[migrations\n')[0]).toMatch(/^line 1, column \d+ is no TOML: .*Correct it\.$/);
    expect(problems('migrations = 3')).toEqual(['migrations: write a table here.']);
  });

  it('says who must agree and what fails, and where that is wrong', () => {
    const { failOn, review } = configuration(
      '[check]\nfail-on = "act-now"\n[review]\napprovals = 2\n[review.habits.dict-config]\nrequired = ["Ada"]'
    );
    expect(failOn).toBe('act-now');
    expect(review).toEqual({
      approvals: 2,
      required: [],
      habits: { 'dict-config': { required: ['Ada'] } }
    });
    expect(configuration('').review).toBeUndefined();
    expect(problems('[check]\nfail-on = "loud"')).toEqual([
      'check.fail-on: "loud" is not allowed. Use one of quiet, normal, act-now, never.'
    ]);
    expect(problems('[check]\nfailon = "never"')).toEqual([
      'check.failon: there is no setting of this name. Did you mean "fail-on"? Known here: fail-on.'
    ]);
    expect(problems('[review]\napprovals = 0\nrequired = [""]')).toEqual([
      'review.approvals: write a whole number from 1 up.',
      'review.required: write the name of a person.'
    ]);
    expect(problems('[review.habits.dict-confg]\napprovals = 2')).toEqual([
      'review.habits.dict-confg: there is no habit of this name. Did you mean "dict-config"?'
    ]);
    expect(problems('[review.habits.dict-config]\nhabits = 2')).toEqual([
      'review.habits.dict-config.habits: there is no setting of this name. Remove it. Known here: approvals, required.'
    ]);
  });

  it('wins over the settings of a person, setting by setting', () => {
    const person = readConfiguration(
      {
        migrations: {
          'dict-config': { severity: 'quiet', style: 'pydantic', limit: 5 },
          'print-debugging': { severity: 'off' }
        }
      },
      catalogue
    );
    expect(person.ok).toBe(true);
    if (person.ok) {
      const both = mergeConfigurations(
        person.configuration,
        configuration('[migrations.dict-config]\nseverity = "normal"\nlimit = 7')
      );
      expect(both.severity).toEqual({ 'dict-config': 'normal', 'print-debugging': 'off' });
      expect(both.settings['dict-config']).toEqual({ style: 'pydantic', limit: 7 });
    }
  });
});

describe('patterns of files', () => {
  it.each([
    ['*.ipynb', 'a.ipynb', true],
    ['*.ipynb', 'b/a.ipynb', false],
    ['**/*.ipynb', 'a.ipynb', true],
    ['**/*.ipynb', 'c/b/a.ipynb', true],
    ['notebooks/**', 'notebooks/x/a.ipynb', true],
    ['notebooks/**', 'notebooks2/a.ipynb', false],
    ['{draft,old}-?.ipynb', 'old-1.ipynb', true],
    ['{draft,old}-?.ipynb', 'new-1.ipynb', false],
    ['a,b.ipynb', 'a,b.ipynb', true],
    ['a+(b).ipynb', 'a+(b).ipynb', true],
    ['a.ipynb', 'axipynb', false]
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(matchesGlob(glob, path)).toBe(expected);
    expect(globProblem(glob)).toBeNull();
  });

  it('names patterns that can match nothing', () => {
    for (const glob of ['/etc/**', '../a', 'a\\b', 'a/./b', '{a', 'a}', '{a{b}}']) {
      expect([glob, globProblem(glob)]).toEqual([glob, expect.any(String)]);
    }
  });
});

describe('nearest', () => {
  it('finds what was meant and nothing else', () => {
    expect(nearest('ofF', ['off', 'quiet'])).toBe('off');
    expect(nearest('unsafe-laod', ['unsafe-load', 'wildcard-import'])).toBe('unsafe-load');
    expect(nearest('x', ['off', 'quiet'])).toBeNull();
  });
});
