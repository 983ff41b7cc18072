/** The panel by keyboard alone, and what it leaves alone in the notebook. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { notebook, openNotebook, openPanel } from './notebooks';
import { sources } from './page';

const panelId = '#jupyterlab-anneal-panel';
const file = 'f = open("a")\ntext = f.read()\nf.close()';

const activeCell = (page: IJupyterLabPageFixture): Promise<number> =>
  page.evaluate(
    () =>
      (window.jupyterapp.shell.currentWidget as unknown as { content: { activeCellIndex: number } })
        .content.activeCellIndex
  );

test('find, open, apply, take back and reject by keyboard alone', async ({ page, tmpPath }) => {
  const cells = ['x = 1', file, file.replace('"a"', '"b"')];
  await openNotebook(page, tmpPath, 'keyboard.ipynb', notebook(...cells));
  await openPanel(page);
  const panel = page.locator(panelId);
  const focused = panel.locator(':focus');
  await expect(focused).toHaveCount(1);
  await panel.locator('[data-row="group"]').first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(focused).toHaveAttribute('data-row', 'finding');
  // The focus can be seen.
  const outline = await focused.evaluate(n => parseFloat(getComputedStyle(n).outlineWidth));
  expect(outline).toBeGreaterThanOrEqual(2);
  await page.keyboard.press('Enter');
  const card = panel.locator('.anneal-Card');
  // The row is gone; its card has the focus, and says its title first.
  await expect(card.locator('h3')).toBeFocused();
  await expect(card.locator('[data-action="apply"]')).toBeVisible();
  await card.locator('[data-action="apply"]').focus();
  await page.keyboard.press('a');
  await expect.poll(async () => (await sources(page))[1]).toContain('with open("a") as f:');
  await card.locator('[data-action="undo"]').focus();
  await page.keyboard.press('u');
  await expect.poll(() => sources(page)).toEqual(cells);
  await card.locator('[data-action="apply"]').focus();
  await page.keyboard.press('Escape');
  await expect(focused).toHaveAttribute('data-row', 'finding');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await card.locator('[data-action="reject"]').focus();
  await page.keyboard.press('r');
  await page.keyboard.type('no');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await panel.innerText()).includes('Rejected')).toBe(true);
  expect(await sources(page)).toEqual(cells);
});

test('selecting a row leaves the active cell; Go to cell moves there', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, tmpPath, 'rows.ipynb', notebook('x = 1', file));
  await openPanel(page);
  await page.notebook.selectCells(0);
  const panel = page.locator(panelId);
  await panel.locator('[data-row="finding"]').first().click();
  await expect(panel.locator('.anneal-Card')).toBeVisible();
  expect(await activeCell(page)).toBe(0);
  expect(await page.evaluate(() => !!document.activeElement?.closest('.jp-Notebook'))).toBe(false);
  await panel.locator('[data-action="go"]').click();
  await expect.poll(() => activeCell(page)).toBe(1);
  await expect
    .poll(() => page.evaluate(() => !!document.activeElement?.closest('.jp-Notebook')))
    .toBe(true);
});

test('with reduced motion nothing of Anneal animates', async ({ page, tmpPath }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openNotebook(page, tmpPath, 'calm.ipynb', notebook(file));
  await openPanel(page);
  const moving = await page.locator(`${panelId} *`).evaluateAll(nodes =>
    nodes
      .map(n => getComputedStyle(n))
      .filter(s => s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0)
      .map(s => `${s.animationName} ${s.transitionDuration}`)
  );
  expect(moving).toEqual([]);
});
