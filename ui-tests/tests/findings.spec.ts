/** What the panel knows and does with findings: the same as the command line, keys that move to `.env`, habits hidden in one notebook. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { examples, notebook, openExample, openNotebook, openPanel } from './notebooks';
import { serverRoot, sources } from './page';

const panelId = '#jupyterlab-anneal-panel';

interface IReported {
  id: string;
  migration: string;
  cell: { index: number; id: string };
  place: string;
  range: unknown;
  message: string;
  why: string;
  applicability: string;
  fix: { title: string; risks: readonly string[]; edits: unknown } | null;
}

/** The fields that the contract names, in one order. */
const comparable = (d: IReported): unknown => ({
  id: d.id,
  migration: d.migration,
  cell: { index: d.cell.index, id: d.cell.id },
  place: d.place,
  range: d.range,
  message: d.message,
  why: d.why,
  applicability: d.applicability,
  fix: d.fix ? { title: d.fix.title, risks: d.fix.risks } : null
});

/** The diagnostics that the session of the current notebook holds; none while the first check runs. */
const held = (page: IJupyterLabPageFixture): Promise<IReported[]> =>
  page.evaluate(async () => {
    const plugin = (await window.galata.getPlugin(
      'jupyterlab-anneal:plugin' as never
    )) as unknown as {
      sessions: { current: { analysis: { diagnostics: unknown } | null } };
    };
    return JSON.parse(JSON.stringify(plugin.sessions.current.analysis?.diagnostics ?? [])) as never;
  });

test('the findings are those of the command line', async ({ page, tmpPath }) => {
  const cli = path.resolve(examples, '../dist/cli.cjs');
  const report = JSON.parse(
    execFileSync(
      process.execPath,
      [cli, 'check', path.join(examples, 'churn.ipynb'), '--format', 'json', '--exit-zero'],
      { encoding: 'utf8' }
    )
  ) as { notebooks: { diagnostics: IReported[] }[] };
  const expected = report.notebooks[0].diagnostics;
  expect(expected.length).toBeGreaterThan(5);
  await openExample(page, tmpPath);
  await openPanel(page);
  await expect
    .poll(async () => (await held(page)).map(comparable))
    .toEqual(expected.map(comparable));
  // What is drawn is what is held: each id has a row, quiet groups opened.
  const panel = page.locator(panelId);
  const closed = panel.locator('[data-row="group"][aria-expanded="false"]');
  while (await closed.count()) {
    await closed.first().click();
  }
  const rows = await panel
    .locator('[data-row="finding"]')
    .evaluateAll(nodes => nodes.map(n => (n as HTMLElement).dataset.id));
  expect([...rows].sort()).toEqual(expected.map(d => d.id).sort());
});

test('a key moves to .env and is seen nowhere', async ({ page, tmpPath }) => {
  const key = `sk-${'9fQ2vLx7RtB4nWcY8mKd3HsPzJ6uGeA1'}XoVi5TqN0rCwbEyM`;
  const said: string[] = [];
  page.on('console', message => said.push(message.text()));
  page.on('pageerror', error => said.push(error.message));
  const cells = ['import requests', `API_KEY = "${key}"  # desk\nprint(len(API_KEY))`];
  await openNotebook(page, tmpPath, 'key.ipynb', notebook(...cells));
  await openPanel(page);
  const panel = page.locator(panelId);
  await panel.locator('[data-row="finding"]').filter({ hasText: /key/i }).first().click();
  await expect(panel.locator('.anneal-Diff').first()).toBeVisible();
  expect(await panel.innerHTML()).not.toContain(key);
  await panel.locator('[data-action="apply"]').click();
  await expect(panel.locator('.anneal-Card')).toContainText('Applied to Cell');
  const after = await sources(page);
  expect(after.join('\n')).not.toContain(key);
  expect(after.join('\n')).toContain('require_env("OPENAI_API_KEY")');
  const env = path.join(await serverRoot(page), tmpPath, '.env');
  await expect.poll(() => existsSync(env)).toBe(true);
  expect(readFileSync(env, 'utf8')).toContain(key);
  expect(statSync(env).mode & 0o777).toBe(0o600);
  // Nowhere in the page, its messages, its log or the review file.
  const review = path.join(await serverRoot(page), tmpPath, 'key.anneal.json');
  await expect.poll(() => existsSync(review)).toBe(true);
  expect(readFileSync(review, 'utf8')).not.toContain(key);
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(key);
  expect(said.join('\n')).not.toContain(key);
  await expect(page.locator('.Toastify__toast')).toHaveCount(0);
  // Undo brings the exact text back and says that the value stays in .env.
  await panel.locator('.anneal-Card [data-action="undo"]').click();
  await expect.poll(() => sources(page)).toEqual(cells);
  await expect(panel.locator('.anneal-Message')).toContainText('OPENAI_API_KEY stays in .env');
  expect(readFileSync(env, 'utf8')).toContain(key);
  expect(await panel.innerHTML()).not.toContain(key);
});

test('a habit is hidden in one notebook only, and comes back', async ({ page, tmpPath }) => {
  const source = 'f = open("a")\ntext = f.read()\nf.close()';
  await openNotebook(page, tmpPath, 'other.ipynb', notebook(source));
  await openNotebook(page, tmpPath, 'hide.ipynb', notebook(source));
  await openPanel(page);
  const panel = page.locator(panelId);
  const rows = panel.locator('[data-row="finding"]');
  await rows.first().click();
  await panel.locator('[data-action="hide-habit"]').click();
  await expect(panel.getByText('Hidden: 1 habit')).toBeVisible();
  await expect(rows).toHaveCount(0);
  const review = path.join(await serverRoot(page), tmpPath, 'hide.anneal.json');
  await expect
    .poll(() => existsSync(review) && readFileSync(review, 'utf8'))
    .toContain('unmanaged-resource');
  await page.notebook.activate('other.ipynb');
  await expect(rows).toHaveCount(1);
  await page.notebook.activate('hide.ipynb');
  await expect(rows).toHaveCount(0);
  await panel.getByText('Hidden: 1 habit').click();
  await panel.locator('[data-action="show-habit"]').click();
  await expect(rows).toHaveCount(1);
});

test('types that the kernel held are suggested after a run', async ({ page, tmpPath }) => {
  await openNotebook(
    page,
    tmpPath,
    'seen.ipynb',
    notebook(
      'import pickle\nimport pandas as pd',
      'def clean(rows):\n    return rows.dropna()',
      'table = pickle.loads(pickle.dumps(pd.DataFrame({"a": [1.0, None]})))',
      'len(clean(table))'
    )
  );
  await openPanel(page);
  const messages = async (): Promise<string[]> =>
    (await held(page))
      .filter(d => d.migration === 'untyped-function')
      .map(d => `${d.applicability}: ${d.message}`);
  expect(await messages()).toEqual([]);
  await page.evaluate(() => window.jupyterapp.commands.execute('notebook:run-all-cells'));
  await expect
    .poll(messages, { timeout: 60_000 })
    .toEqual(['suggested: `clean` leaves out 2 types that the running kernel shows']);
});
