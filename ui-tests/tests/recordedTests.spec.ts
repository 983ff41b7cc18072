/** Tests from a run, chosen in the export tab: progress by cell, Cancel writes nothing, the tests are written and named. */
import { expect, test } from '@jupyterlab/galata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { notebook, openNotebook } from './notebooks';
import { run, serverRoot } from './page';

test('a run makes tests of the functions; Cancel during it writes nothing', async ({
  page,
  tmpPath
}) => {
  test.setTimeout(180_000);
  const root = path.join(await serverRoot(page), tmpPath);
  const go = path.join(root, 'go');
  await openNotebook(
    page,
    tmpPath,
    'tested.ipynb',
    notebook(
      'def double(n):\n    return n * 2',
      'double(3), double(0)',
      `import os, time\nwhile not os.path.exists(${JSON.stringify(go)}):\n    time.sleep(0.1)`
    )
  );
  await run(page, 'anneal:plan-export');
  const tab = page.locator('.anneal-Export');
  await tab.getByLabel('Verify').uncheck();
  await tab.getByLabel('Tests from a run').check();
  await tab.locator('[data-action="export"]').click();
  const now = tab.locator('li[data-state="now"]');
  await expect(now).toContainText('record calls of its functions', { timeout: 60_000 });
  await expect(now).toContainText('Cell 3/3', { timeout: 60_000 });
  await tab.locator('[data-action="cancel"]').click();
  await expect(tab).toHaveAttribute('data-phase', 'stopped');
  await expect(tab).toContainText('Nothing was written.');
  expect(existsSync(path.join(root, 'tested'))).toBe(false);

  writeFileSync(go, '');
  await tab.getByRole('button', { name: 'Back to plan' }).click();
  await expect(tab.getByLabel('Tests from a run')).toBeChecked();
  await tab.locator('[data-action="export"]').click();
  await expect(tab).toContainText('is written', { timeout: 60_000 });
  await expect(tab.locator('.anneal-Export-notes')).toContainText(
    'Tests from a run: tests/test_pipeline.py'
  );
  const written = readFileSync(path.join(root, 'tested/tests/test_pipeline.py'), 'utf8');
  expect(written).toContain('(3, 6),\n        (0, 0),');
});
