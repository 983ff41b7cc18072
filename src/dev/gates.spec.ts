/**
 * The gates themselves: each is run on a tiny planted violation, because a gate that cannot fail guards nothing,
 * and on a harmless neighbour, because a gate that always fails tells nothing.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');
const tool = (name: string): string => path.join(root, 'node_modules', name);
let scratch: string;

beforeEach(() => {
  scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'anneal-gates-')));
});
afterEach(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

function plant(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(scratch, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

function node(
  args: readonly string[],
  input?: string,
  cwd = root
): { status: number | null; text: string } {
  const run = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 26
  });
  return { status: run.status, text: run.stdout + run.stderr };
}

describe('lint', () => {
  const imports = '@typescript-eslint/no-restricted-imports';
  const planted: [file: string, code: string, rule: string | null][] = [
    [
      'src/core/a.ts',
      "import { catalogue } from '../../migrations';\nexport default catalogue;\n",
      imports
    ],
    ['src/core/text/a.ts', "export * from '../../../migrations/index';\n", imports],
    [
      'src/core/a.ts',
      "import { readFileSync } from 'node:fs';\nexport default readFileSync;\n",
      imports
    ],
    [
      'src/core/a.ts',
      "import { Widget } from '@lumino/widgets';\nexport default Widget;\n",
      imports
    ],
    ['src/core/a.ts', "import { main } from '../cli/main';\nexport default main;\n", imports],
    ['src/core/a.ts', 'export const now = Date.now();\n', 'no-restricted-globals'],
    ['src/core/a.ts', 'export const n = Math.random();\n', 'no-restricted-properties'],
    ['src/core/a.ts', "console.log('x');\n", 'no-console'],
    ['src/core/text/a.ts', "import { z } from '../range';\nexport default z;\n", null],
    ['migrations/a-b/index.ts', "import c from '../c-d';\nexport default c;\n", imports],
    [
      'migrations/a-b/index.ts',
      "import { r } from '../../src/core/text/range';\nexport default r;\n",
      imports
    ],
    ['migrations/a-b/index.ts', 'export const n = Math.random();\n', 'no-restricted-properties'],
    ['migrations/a-b/index.ts', "import { r } from '../../src/core';\nexport default r;\n", null],
    ['src/ui/a.ts', "import { lab } from '../lab/a';\nexport default lab;\n", imports],
    ['src/ui/panel/a.ts', "import { core } from '../../core';\nexport default core;\n", null],
    ['src/lab/a.ts', "import { main } from '../cli/main';\nexport default main;\n", imports],
    [
      'src/lab/a.ts',
      "import { builders } from '../testing/builders';\nexport default builders;\n",
      imports
    ],
    [
      'src/worker/a.worker.ts',
      "import { N } from '@jupyterlab/notebook';\nexport default N;\n",
      imports
    ],
    ['src/cli/a.ts', "import React from 'react';\nexport default React;\n", imports],
    [
      'src/cli/a.ts',
      'export interface Options {\n  a: string;\n}\n',
      '@typescript-eslint/naming-convention'
    ],
    ['src/cli/a.ts', 'export interface IOptions {\n  a: string;\n}\n', null],
    [
      'src/cli/a.ts',
      'export function f(): void {\n  try {\n    f();\n  } catch {}\n}\n',
      'no-empty'
    ],
    [
      'src/lab/a.ts',
      "declare const app: any; // eslint-disable-line @typescript-eslint/no-explicit-any\napp.commands.addCommand('anneal:open', {\n  label: 'Open the panel',\n  describedBy: { args: {} },\n  execute: () => undefined\n});\n",
      'jupyter/no-untranslated-string'
    ]
  ];

  it('finds every planted violation and lets the harmless ones pass', () => {
    const script = `
      import { ESLint } from 'eslint';
      import { readFileSync } from 'node:fs';
      const eslint = new ESLint();
      const found = [];
      for (const [file, code] of JSON.parse(readFileSync(0, 'utf8'))) {
        const [result] = await eslint.lintText(code, { filePath: file });
        found.push((result?.messages ?? [{ ruleId: 'ignored' }]).map(message => message.ruleId ?? message.message));
      }
      console.log(JSON.stringify(found));`;
    const run = node(['--input-type=module', '-e', script], JSON.stringify(planted));
    expect(run.status).toBe(0);
    const found = JSON.parse(run.text) as string[][];
    const got = planted.map(([file, code], i) => [file, code, [...new Set(found[i])]]);
    const wanted = planted.map(([file, code, rule]) => [file, code, rule ? [rule] : []]);
    expect(got).toEqual(wanted);
  });
});

describe('layers', () => {
  const check = (): { status: number | null; text: string } =>
    node([tool('tsx/dist/cli.mjs'), path.join(root, 'src/dev/layers.ts'), scratch]);

  beforeEach(() => {
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(scratch, 'node_modules'));
    fs.copyFileSync(path.join(root, 'tsconfig.json'), path.join(scratch, 'tsconfig.json'));
    plant({
      'src/core/index.ts': "export * from './a';\n",
      'src/core/a.ts': 'export const a = 1;\n',
      'src/lab/view.ts': 'export const view = 1;\n',
      'src/cli/main.ts':
        "import { catalogue } from '../../migrations';\nexport const all = catalogue;\n",
      'src/worker/analysis.worker.ts': "import { a } from '../core';\nexport const w = a;\n",
      'migrations/index.ts': "import one from './one-two';\nexport const catalogue = [one];\n",
      'migrations/one-two/index.ts': "import { a } from '../../src/core';\nexport default a;\n"
    });
  });

  it('passes on a tree that keeps to them', () => {
    const run = check();
    expect(run.text).toContain('0 broken rules');
    expect(run.status).toBe(0);
  });

  it.each([
    ['core-stands-alone', 'src/core/a.ts', "export { view } from '../lab/view';\n"],
    ['core-stands-alone', 'src/core/a.ts', "export { Widget as a } from '@lumino/widgets';\n"],
    ['core-stands-alone', 'src/core/a.ts', "export { readFileSync as a } from 'node:fs';\n"],
    [
      'core-stands-alone',
      'src/core/a.ts',
      "import type { x } from '../lab/view';\nexport const a: typeof x = 1;\n"
    ],
    ['no-cycle', 'src/core/a.ts', "import * as all from './index';\nexport const a = () => all;\n"],
    ['no-missing-import', 'src/core/a.ts', "export { a } from './gone';\n"],
    [
      'migration-sees-core-only',
      'migrations/one-two/index.ts',
      "export { a as default } from '../../src/core/a';\n"
    ],
    [
      'migration-sees-core-only',
      'migrations/one-two/index.ts',
      "import { catalogue } from '../index';\nexport default () => catalogue;\n"
    ],
    [
      'catalogue-has-few-readers',
      'src/lab/view.ts',
      "export { catalogue as view } from '../../migrations';\n"
    ],
    ['ui-gets-data', 'src/ui/panel.ts', "export { view } from '../lab/view';\n"],
    ['lab-through-client', 'src/lab/view.ts', "export { w } from '../worker/analysis.worker';\n"],
    ['below-the-lab', 'src/host/assets.ts', "export { view } from '../lab/view';\n"],
    ['nobody-imports-cli', 'src/host/assets.ts', "export { all } from '../cli/main';\n"],
    ['no-test-code-in-product', 'src/host/assets.ts', "export { a } from '../testing/builders';\n"]
  ])('finds %s in %s', (rule, file, code) => {
    plant({ 'src/testing/builders.ts': 'export const a = 1;\n', [file]: code });
    const run = check();
    expect(run.text).toContain(`${rule}: ${file}`);
    expect(run.status).toBe(1);
  });

  it('finds a page library that a worker reaches over several files', () => {
    plant({
      'src/host/deep.ts': "export { Signal } from '@lumino/signaling';\n",
      'src/worker/analysis.worker.ts': "export { Signal } from '../host/deep';\n"
    });
    const run = check();
    expect(run.text).toMatch(
      /worker-needs-no-page: src\/worker\/analysis\.worker\.ts → src\/host\/deep\.ts → .*@lumino\/signaling/
    );
    expect(run.status).toBe(1);
  });
});

describe('purity of the core', () => {
  const compile = (code: string): { status: number | null; text: string } => {
    plant({
      'a.ts': code,
      'tsconfig.json': JSON.stringify({
        extends: path.join(root, 'src/core/tsconfig.json'),
        compilerOptions: { rootDir: '.' },
        include: ['a.ts']
      })
    });
    return node([tool('typescript/bin/tsc'), '-p', scratch]);
  };

  it.each([
    ['the page', 'export const a = document.title;\n', "Cannot find name 'document'"],
    ['Node', 'export const a = process.cwd();\n', "Cannot find name 'process'"],
    ['the console', "console.log('x');\nexport {};\n", "Cannot find name 'console'"],
    ['timers', 'setTimeout(() => undefined, 1);\nexport {};\n', "Cannot find name 'setTimeout'"]
  ])('has no %s', (_, code, message) => {
    const run = compile(code);
    expect(run.text).toContain(message);
    expect(run.status).not.toBe(0);
  });

  it('compiles plain code', () => {
    expect(compile('export const a = [1, 2].map(n => n + 1);\n')).toEqual({ status: 0, text: '' });
  });
});

describe('format', () => {
  it('tells formatted from unformatted', () => {
    plant({ 'good.ts': "export const a = 'x';\n", 'bad.ts': 'export const a = "x"\n' });
    const check = (name: string): number | null =>
      node([
        tool('prettier/bin/prettier.cjs'),
        '--config',
        path.join(root, '.prettierrc.json'),
        '--check',
        path.join(scratch, name)
      ]).status;
    expect(check('good.ts')).toBe(0);
    expect(check('bad.ts')).toBe(1);
  });
});

describe('generated files', () => {
  const gen = (...args: string[]): { status: number | null; text: string } =>
    node([tool('tsx/dist/cli.mjs'), path.join(root, 'src/dev/gen.ts'), '--root', scratch, ...args]);
  const migration = (name: string, rest = ''): string =>
    `export default { name: '${name}', summary: 'Finds it.', tier: 'quiet', applicability: 'suggested', since: '0.1.0'${rest} };\n`;
  const read = (name: string): string => fs.readFileSync(path.join(scratch, name), 'utf8');

  beforeEach(() => {
    plant({
      'migrations/b-two/index.ts': migration(
        'b-two',
        `, isOptIn: true, settings: [
          { name: 'style', title: 'Style', description: '', default: 'x', values: ['x', 'y'] },
          { name: 'limit', title: 'Limit', description: '', default: 4, minimum: 1 }
        ]`
      ),
      'migrations/b-two/README.md': '# b-two\n\n<!-- badge -->\n\n**What it does**\n',
      'migrations/a-one/index.ts': migration('a-one'),
      'migrations/a-one/README.md': '# a-one\n\n<!-- badge -->\n',
      'migrations/_template/index.ts': migration('template-name'),
      'README.md': '# x\n\n<!-- begin migrations -->\n<!-- end migrations -->\n\nafter\n',
      'schema/plugin.json': JSON.stringify({
        properties: { migrations: { $comment: 'generated: settings of migrations' } }
      })
    });
  });

  it('writes them once, sorted, and then finds nothing to do', () => {
    expect(gen('--check').status).toBe(1);
    expect(gen().status).toBe(0);
    expect(read('migrations/index.ts')).toMatch(
      /catalogue: readonly IMigration\[\] = \[aOne, bTwo\]/
    );
    expect(read('migrations/index.ts')).not.toContain('template');
    expect(read('README.md')).toMatch(/a-one.*\n.*b-two/);
    expect(read('README.md')).toContain('after');
    expect(read('migrations/b-two/README.md')).toContain(
      '<!-- badge --> **Suggested** · since 0.1.0'
    );
    const settings = JSON.parse(read('schema/plugin.json')).properties.migrations.properties;
    expect(Object.keys(settings)).toEqual(['a-one', 'b-two']);
    expect(settings['a-one'].properties.severity.default).toBe('quiet');
    expect(
      settings['a-one'].properties.severity.oneOf.map((one: { const: string }) => one.const)
    ).toEqual(['off', 'quiet', 'normal', 'act-now']);
    expect(settings['b-two'].properties).toMatchObject({
      severity: { type: 'string', default: 'off' },
      style: { type: 'string', title: 'Style', enum: ['x', 'y'], default: 'x' },
      limit: { type: 'integer', minimum: 1, default: 4 }
    });
    expect(gen('--check').status).toBe(0);
    const before = read('README.md');
    expect(gen().text).toContain('up to date');
    expect(read('README.md')).toBe(before);
  });

  it('fails when a folder was added, renamed or edited by hand', () => {
    expect(gen().status).toBe(0);
    fs.appendFileSync(path.join(scratch, 'migrations/index.ts'), '// by hand\n');
    const edited = gen('--check');
    expect(edited.text).toContain('migrations/index.ts');
    expect(edited.text).toContain('npm run gen');
    expect(edited.status).toBe(1);
    plant({ 'migrations/a-one/index.ts': migration('another-name') });
    const renamed = gen('--check');
    expect(renamed.text).toContain('name and folder must be the same');
    expect(renamed.status).toBe(1);
  });

  it('names what is missing', () => {
    plant({ 'migrations/a-one/README.md': '# a-one\n' });
    expect(gen().text).toContain('lacks a line `<!-- badge -->`');
    fs.rmSync(path.join(scratch, 'migrations/a-one/README.md'));
    expect(gen().text).toContain('migrations/a-one/README.md is missing');
  });
});

describe('a new migration', () => {
  const create = (...args: string[]): { status: number | null; text: string } =>
    node([
      tool('tsx/dist/cli.mjs'),
      path.join(root, 'src/dev/newMigration.ts'),
      ...args,
      '--root',
      scratch
    ]);

  beforeEach(() => {
    fs.cpSync(path.join(root, 'migrations/_template'), path.join(scratch, 'migrations/_template'), {
      recursive: true
    });
    plant({ 'package.json': '{ "version": "1.2.3" }' });
  });

  it('is a copy of the template under its own name', () => {
    expect(create('wildcard-import').status).toBe(0);
    const folder = path.join(scratch, 'migrations/wildcard-import');
    expect(fs.readdirSync(folder).sort()).toEqual(['README.md', 'cases.md', 'index.ts']);
    const index = fs.readFileSync(path.join(folder, 'index.ts'), 'utf8');
    expect(index).toContain("name: 'wildcard-import'");
    expect(index).toContain("since: '1.2.3'");
    for (const name of fs.readdirSync(folder)) {
      expect(fs.readFileSync(path.join(folder, name), 'utf8')).not.toContain('template-name');
    }
  });

  it('refuses bad names and never overwrites', () => {
    expect(create('Wildcard').status).toBe(2);
    expect(create('no-wildcard').text).toContain('names the remedy');
    expect(create('wildcard-import').status).toBe(0);
    const again = create('wildcard-import');
    expect(again.text).toContain('exists already');
    expect(again.status).toBe(2);
  });
});
