/** The effect of a fix, measured on a real server: values agree, bars show what it saves; a fix that changes an output says so. */
import { expect, test } from '@jupyterlab/galata';
import { notebook, openNotebook, openPanel } from './notebooks';
import { sources } from './page';
import { look, partPicture } from './pictures';

const texts =
  'def texts(n):\n    out = []\n    for i in range(n):\n        out.append(str(i) * 100)\n    return out';
const training =
  'def train(n):\n    for epoch in range(n):\n        print("epoch", epoch)\n    return n';

test('a fix is measured, stopped, and its result belongs to the fix as it was', async ({
  page,
  tmpPath
}) => {
  const cells = [
    texts,
    'total = 0\nfor text in texts(50_000):\n    total += len(text)\nprint(total)',
    training,
    'n = train(3)'
  ];
  await openNotebook(page, tmpPath, 'effect.ipynb', notebook(...cells));
  await openPanel(page);
  const panel = page.locator('#jupyterlab-anneal-panel');
  const trial = panel.locator('.anneal-Trial');

  await panel.locator('[data-row="finding"]', { hasText: 'list' }).first().click();
  await trial.locator('[data-action="measure"]').click();
  await trial.locator('[data-action="stop-measuring"]').click();
  await expect(trial.locator('[data-action="measure"]')).toHaveText('Measure the effect');

  await trial.locator('[data-action="measure"]').click();
  await expect(trial.locator('[data-verdict="equal"]')).toHaveText(
    /^Same values: \d+ variables and 1 output agree\.$/,
    { timeout: 60_000 }
  );
  await expect(trial.locator('[data-effect="memory"]')).toContainText(/2\d(\.\d)? MB/);
  await expect(trial.locator('[data-effect="memory"]')).toContainText('of what it was');
  await trial.scrollIntoViewIfNeeded();
  await look(page, 'measure-light');
  await partPicture(page, trial, 'effect');
  // Nothing was applied, and nothing ran in the notebook's own kernel.
  expect(await sources(page)).toEqual(cells);

  await page.evaluate(() => {
    const current = window.jupyterapp.shell.currentWidget as unknown as {
      content: { model: { sharedModel: { cells: { setSource(text: string): void }[] } } };
    };
    const cell = current.content.model.sharedModel.cells[0];
    cell.setSource(
      'def texts(n):\n    out = []\n    for k in range(n):\n        out.append(str(k) * 99)\n    return out'
    );
  });
  // The finding is known by its code, so the changed one is another, or has no result.
  await expect(trial.locator('[data-verdict]')).toHaveCount(0);
});

test('a fix that changes what is shown says so', async ({ page, tmpPath }) => {
  await openNotebook(page, tmpPath, 'log.ipynb', notebook(training, 'n = train(3)'));
  await openPanel(page);
  const panel = page.locator('#jupyterlab-anneal-panel');
  await panel.locator('[data-row="group"]', { hasText: 'print' }).click();
  await panel.locator('[data-row="finding"]').last().click();
  const trial = panel.locator('.anneal-Trial');
  await trial.locator('[data-action="measure"]').click();
  await expect(trial.locator('[data-verdict="different"]')).toHaveText(
    'With the fix, the output of Cell 2 changed.',
    { timeout: 60_000 }
  );
  await page.theme.setDarkTheme();
  await trial.scrollIntoViewIfNeeded();
  await look(page, 'measure-dark');
});
