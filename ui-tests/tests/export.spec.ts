/** The export tab: a key goes into the package's `.env`; Cancel, files in the way and Delete say what happened and lose nothing. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { notebook, openNotebook } from './notebooks';
import { serverRoot, start } from './page';

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
