/** The export tab: a key goes into the package's `.env`; Cancel, files in the way and Delete say what happened and lose nothing. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { notebook, openNotebook } from './notebooks';
import { run, serverRoot, start } from './page';
import { look } from './pictures';

const tabOf = (page: IJupyterLabPageFixture): ReturnType<typeof page.locator> =>
  page.locator('.anneal-Export');

test('a key goes into the .env of the package, and the package verifies', async ({
  page,
  tmpPath
}) => {
  test.setTimeout(300_000);
  const key = `sk-${'9fQ2vLx7RtB4nWcY8mKd3HsPzJ6uGeA1'}XoVi5TqN0rCwbEyM`;
  await openNotebook(
    page,
    tmpPath,
    'keyed.ipynb',
    notebook(`API_KEY = "${key}"`, 'size = len(API_KEY)\nprint(size)')
  );
  await start(page, 'anneal:export-package');
  const report = tabOf(page).locator('.anneal-Verify');
  await report.waitFor({ timeout: 240_000 });
  await expect(report).toHaveAttribute('data-verdict', 'equal');
  const folder = path.join(await serverRoot(page), tmpPath, 'keyed');
  const env = path.join(folder, '.env');
  expect(readFileSync(env, 'utf8')).toContain(key);
  expect(statSync(env).mode & 0o777).toBe(0o600);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter(f => f.isFile() && f.name !== '.env')) {
    expect(readFileSync(path.join(file.parentPath, file.name), 'latin1')).not.toContain(key);
  }
  expect(await tabOf(page).innerHTML()).not.toContain(key);
});

test('Cancel stops a verification and says what is written; Delete removes the package', async ({
  page,
  tmpPath
}) => {
  await openNotebook(
    page,
    tmpPath,
    'slow.ipynb',
    notebook('import time', 'time.sleep(600)\nresult = 1\nprint(result)')
  );
  await start(page, 'anneal:export-package');
  const tab = tabOf(page);
  await expect(tab.locator('li[data-state="now"]')).toContainText('Run notebook (1 of 2)', {
    timeout: 60_000
  });
  await tab.locator('[data-action="cancel"]').click();
  await expect(tab).toHaveAttribute('data-phase', 'stopped', { timeout: 1000 });
  await expect(tab).toContainText(
    /Stopped during "Run notebook \(1 of 2\)"\. The \d+ files are written\. Not verified\./
  );
  const folder = path.join(await serverRoot(page), tmpPath, 'slow');
  expect(existsSync(path.join(folder, 'pyproject.toml'))).toBe(true);
  // What a person added stays when the package is deleted.
  writeFileSync(path.join(folder, 'mine.txt'), 'mine');
  await tab.locator('[data-action="delete"]').click();
  await page.locator('.jp-Dialog').getByRole('button', { name: 'Delete package' }).click();
  await expect(tab).toHaveAttribute('data-phase', 'plan');
  expect(readdirSync(folder)).toEqual(['mine.txt']);
});

test('files in the way are asked about in the tab, and nothing is lost', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, tmpPath, 'taken.ipynb', notebook('x = 1\nprint(x)'));
  const folder = path.join(await serverRoot(page), tmpPath, 'taken');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'pyproject.toml'), '# mine\n');
  await start(page, 'anneal:export-package');
  const tab = tabOf(page);
  await expect(tab.locator('.anneal-Question')).toContainText('Not exported.');
  await expect(tab.locator('.anneal-Question')).toContainText('pyproject.toml');
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  expect(readdirSync(folder)).toEqual(['pyproject.toml']);
  expect(readFileSync(path.join(folder, 'pyproject.toml'), 'utf8')).toBe('# mine\n');
  // Another folder is one field away, the question goes, the file stays.
  await tab.locator('[data-action="other-folder"]').click();
  await expect(tab.locator('.anneal-Question')).toHaveCount(0);
  await tab.getByLabel('Verify').uncheck();
  await tab.getByLabel('Folder').fill(`${tmpPath}/elsewhere`);
  await tab.locator('[data-action="export"]').click();
  await expect(tab).toContainText('is written');
  expect(existsSync(path.join(folder, '../elsewhere/pyproject.toml'))).toBe(true);
  expect(readFileSync(path.join(folder, 'pyproject.toml'), 'utf8')).toBe('# mine\n');
});

test('the plan is changed by a person, kept, and a second export shows what changes', async ({
  page,
  tmpPath
}) => {
  const definitions = [
    'def load_rows():\n    return [1, 2]',
    'def scale(v):\n    return [x * 2 for x in v]',
    'def report(v):\n    return scale(v)'
  ].join('\n');
  await openNotebook(
    page,
    tmpPath,
    'rates.ipynb',
    notebook(definitions, 'rows = load_rows()', 'out = report(rows)\nprint(out)')
  );
  // A model that the parity check kept: IR version 8, an empty graph, opset 17.
  const beside = path.join(await serverRoot(page), tmpPath, 'models');
  const model = Buffer.from([0x08, 0x08, 0x3a, 0x00, 0x42, 0x02, 0x10, 0x11]);
  mkdirSync(beside);
  for (const name of ['net.onnx', 'net.cases.npz', 'lonely.onnx']) {
    writeFileSync(path.join(beside, name), model);
  }
  await run(page, 'anneal:plan-export');
  const tab = tabOf(page);
  const modules = tab.locator('[data-view="modules"]');
  const rowOf = (part: string): ReturnType<typeof tab.locator> =>
    modules.locator(`tr[data-part="${part}"]`);
  await expect(modules.locator('[data-module="features"]')).toBeVisible();
  await expect(tab.locator('.anneal-Fold summary', { hasText: 'Changes in' })).toHaveCount(0);

  // A module gets another name by keyboard; a name that cannot be is refused where it is typed.
  await modules.locator('[data-module="features"] [data-action="rename"]').focus();
  await page.keyboard.press('Enter');
  const field = modules.getByLabel('New name of features.py');
  await expect(field).toBeFocused();
  await field.fill('json');
  await page.keyboard.press('Enter');
  await expect(modules.getByRole('alert')).toContainText('Python’s own library');
  await field.fill('scaling');
  await page.keyboard.press('Enter');
  await expect(modules.locator('[data-module="scaling"]')).toBeVisible();

  // A step moves to a new module, a definition to one that is there.
  await rowOf('make_rows').getByLabel('Module of make_rows').selectOption('New module…');
  await rowOf('make_rows').getByRole('textbox').fill('loading');
  await page.keyboard.press('Enter');
  await expect(rowOf('make_rows')).toContainText('Cell 2 asks for it');
  await rowOf('load_rows').getByLabel('Module of load_rows').selectOption('loading.py');
  await expect(rowOf('load_rows')).toContainText('You chose this in the plan.');
  await look(page, 'export-plan');

  // What cannot be is said, with the cell, and nothing can be written.
  await rowOf('scale').getByLabel('Module of scale').selectOption('pipeline.py');
  await expect(tab.locator('[data-view="problems"]')).toContainText('circle');
  await expect(tab.locator('[data-action="export"]')).toHaveAttribute('aria-disabled', 'true');
  await look(page, 'export-problem');
  await rowOf('scale').getByLabel('Module of scale').selectOption('As proposed');
  await expect(tab.locator('[data-view="problems"]')).toHaveCount(0);

  // The same as a graph, by keyboard.
  await tab.locator('[data-action="diagram"]').click();
  const graph = tab.locator('.anneal-Graph svg');
  await graph.locator('[data-node="cells 1"]').focus();
  await page.keyboard.press('ArrowRight');
  const node = graph.locator('[aria-pressed="true"]');
  await expect(node).toHaveAttribute('aria-label', 'make_rows() in loading.py');
  await expect(node).toBeFocused();
  await expect(tab.locator('.anneal-Graph-chosen')).toContainText('Cell 2 asks for it');
  await look(page, 'export-graph');
  const { violations } = await new AxeBuilder({ page: page as never })
    .include('.anneal-Export')
    .analyze();
  expect(violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' | ')}`)).toEqual([]);
  await page.theme.setDarkTheme();
  await look(page, 'export-graph-dark');

  await tab.getByLabel('Verify').uncheck();
  await tab.locator('[data-action="export"]').click();
  await expect(tab).toContainText('is written');
  const folder = path.join(await serverRoot(page), tmpPath, 'rates');
  const text = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  expect(text('src/rates/scaling.py')).toContain('def scale');
  expect(readdirSync(path.join(folder, 'models')).sort()).toEqual(['net.cases.npz', 'net.onnx']);
  expect(readFileSync(path.join(folder, 'models/net.onnx'))).toEqual(model);
  expect(text('src/rates/loading.py')).toMatch(/def load_rows[^]*def make_rows/);

  // A person edits the notebook and a file: the second export shows both before it writes.
  writeFileSync(path.join(folder, 'README.md'), '# Mine\n');
  await page.evaluate(() => {
    const panel = window.jupyterapp.shell.widgets('main');
    for (const widget of panel) {
      const model = (widget as unknown as { content?: { model?: { sharedModel?: unknown } } })
        .content?.model?.sharedModel as { cells?: { setSource(text: string): void }[] } | undefined;
      model?.cells?.[1].setSource('rows = load_rows() + [3]');
    }
  });
  await run(page, 'anneal:export-package');
  await expect(tab.locator('[data-view="asking"]')).toContainText('holds an earlier export');
  const changes = tab.locator('.anneal-Changes');
  await expect(changes.locator('[data-path="README.md"]')).toContainText('edited by hand since');
  const loading = changes.locator('[data-path="src/rates/loading.py"]');
  await expect(loading).toContainText('changed');
  await loading.locator('summary').click();
  await expect(loading.locator('.anneal-mod-added')).toContainText('rows = load_rows() + [3]');
  expect(text('src/rates/loading.py')).not.toContain('[3]');
  await look(page, 'export-changes-dark');
  await page.theme.setLightTheme();
  await look(page, 'export-changes');
  await tab.locator('[data-action="export"]').click();
  await expect(tab).toContainText('is written');
  expect(text('src/rates/loading.py')).toContain('[3]');
  expect(text('README.md')).toBe('# Mine\n');
});
