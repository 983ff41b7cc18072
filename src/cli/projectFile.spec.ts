/** `anneal.toml` and suppressions, as the command sees them. */
import type { Log } from 'sarif';
import { checkReportSchema } from '../core';
import { CommandHarness } from '../testing/command';

const command = new CommandHarness();
beforeAll(() => command.build());
beforeEach(() => command.reset());
afterAll(() => command.dispose());

const config = 'config = {"learning_rate": 0.1, "batch_size": 32, "epochs": 3}';
const use = 'print(config["learning_rate"], config["epochs"])';
const resource = 'f = open("data.txt")\ntext = f.read()\nf.close()\nprint(text)';

function migrations(...args: string[]): string[] {
  const done = command.run('check', ...args, '--format', 'json');
  const report = checkReportSchema.parse(JSON.parse(done.stdout));
  return report.notebooks.flatMap(n => n.diagnostics.map(d => d.migration));
}

describe('anneal.toml', () => {
  it('is found upwards from each notebook, up to the root of its repository', () => {
    command.write('anneal.toml', '[migrations.unmanaged-resource]\nseverity = "off"\n');
    command.notebook('deep/er/a.ipynb', [resource]);
    command.write('other/.git/HEAD', '');
    command.notebook('other/b.ipynb', [resource]);
    command.notebook('own/c.ipynb', [resource]);
    command.write('own/anneal.toml', '');
    const done = command.run('check', '.', '--format', 'json');
    const report = checkReportSchema.parse(JSON.parse(done.stdout));
    const found = report.notebooks.filter(n => n.diagnostics.length).map(n => n.path);
    expect(found).toEqual(['other/b.ipynb', 'own/c.ipynb']);
    expect(migrations('deep', '--no-config')).toEqual(['unmanaged-resource']);
    expect(migrations('deep', '--select', 'unmanaged-resource')).toEqual(['unmanaged-resource']);
    expect(migrations('own', '--config', 'anneal.toml')).toEqual([]);
  });

  it('chooses how a fix is written, in fix and in export', () => {
    command.notebook('a.ipynb', [config, use]);
    const fixed = (): string => command.run('fix', 'a.ipynb', '--accept', 'suggested').stdout;
    expect(fixed()).toContain('@dataclass');
    command.write('anneal.toml', '[migrations.dict-config]\nstyle = "pydantic"\n');
    expect(fixed()).toContain('BaseModel');
    const exported = command.run('export', 'a.ipynb', '-o', 'out', '--accept', 'suggested');
    expect([exported.status, exported.stderr]).toEqual([0, expect.any(String)]);
    expect(command.read('out/migration-report.md')).toContain('Pydantic model');
    command.write('anneal.toml', '[migrations.dict-config]\nseverity = "off"\n');
    expect(fixed()).toBe('');
  });

  it('says how loud a finding must be to fail the check', () => {
    command.notebook('a.ipynb', [config, use]);
    const status = (): number | null => command.run('check', 'a.ipynb').status;
    expect(status()).toBe(1);
    for (const [level, expected] of [
      ['quiet', 1],
      ['normal', 1],
      ['act-now', 0],
      ['never', 0]
    ] as const) {
      command.write('anneal.toml', `[check]\nfail-on = "${level}"\n`);
      expect([level, status()]).toEqual([level, expected]);
    }
    command.write(
      'anneal.toml',
      '[check]\nfail-on = "act-now"\n[migrations.dict-config]\nseverity = "act-now"\n'
    );
    expect(status()).toBe(1);
  });

  it('that is wrong is named with key, nearest name and cure, and ends with 2', () => {
    command.notebook('a.ipynb', [resource]);
    command.notebook('fine/b.ipynb', [resource]);
    command.write('fine/anneal.toml', '');
    command.write('anneal.toml', '[migrations.dict-config]\nstyel = "pydantic"\n');
    const done = command.run('check', '.', '--format', 'json');
    expect(done.status).toBe(2);
    const report = checkReportSchema.parse(JSON.parse(done.stdout));
    // What it is not for is checked all the same.
    expect(report.notebooks.map(n => n.path)).toEqual(['fine/b.ipynb']);
    expect(report.errors).toEqual([
      {
        path: 'anneal.toml',
        reason:
          'anneal.toml: migrations.dict-config.styel: there is no setting of this name. Did you mean "style"? Known here: severity, style.\n1 notebook that it is for was not checked.'
      }
    ]);
    for (const args of [
      ['fix', 'a.ipynb'],
      ['export', 'a.ipynb', '-o', 'out']
    ]) {
      const refused = command.run(...args);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toContain('Did you mean "style"?');
    }
    const missing = command.run('check', '.', '--config', 'no.toml');
    expect([missing.status, missing.stderr]).toEqual([
      2,
      'anneal: There is no file no.toml; correct --config or leave it out.\n'
    ]);
  });
});

describe('suppressed findings', () => {
  beforeEach(() => {
    command.write(
      'anneal.toml',
      '[files."scratch/*"]\nallow = ["unmanaged-resource"]\nreason = "Never shipped"\n'
    );
    command.notebook('scratch/a.ipynb', [resource]);
    command.notebook('b.ipynb', [
      `# anneal: allow unmanaged-resource (closed by the framework (really))\n${resource}`,
      '# anneal: allow dict-config (no such dict)\nx = 1  # anneal: allow dict-confg',
      {
        source: resource.replace(/\bf\b/g, 'g'),
        metadata: { tags: ['anneal-allow-unmanaged-resource'] }
      }
    ]);
  });

  it('are counted in the text, and those of no use are listed', () => {
    const done = command.run('check', '.');
    expect(done.status).toBe(0);
    expect(done.stdout).toContain('3 suppressed.');
    expect(done.stdout).toContain(
      'cell 2:1 allows dict-config, which is not found there; remove it'
    );
    expect(done.stdout).toContain('cell 2:2 allows dict-confg, a habit that does not exist');
  });

  it('stand in JSON and SARIF with what a person said', () => {
    const report = checkReportSchema.parse(
      JSON.parse(command.run('check', '.', '--format', 'json').stdout)
    );
    const expected = [
      { kind: 'comment', reason: 'closed by the framework (really)' },
      { kind: 'tag', reason: null },
      { kind: 'file-rule', reason: 'Never shipped' }
    ];
    expect(report.notebooks.flatMap(n => n.suppressed.map(s => s.suppression))).toEqual(expected);
    const log = JSON.parse(command.run('check', '.', '--format', 'sarif').stdout) as Log;
    expect(log.runs[0].results?.map(r => r.suppressions)).toEqual([
      [{ kind: 'inSource', justification: 'closed by the framework (really)' }],
      [{ kind: 'inSource' }],
      [{ kind: 'external', justification: 'Never shipped' }]
    ]);
  });
});
