/** Taking fixes back with the keys of JupyterLab. */
import { expect, test } from '@jupyterlab/galata';
import { notebook, openNotebook, openPanel } from './notebooks';
import { sources } from './page';

const panelId = '#jupyterlab-anneal-panel';

test('Ctrl+Z takes back the fix of one cell and leaves what was typed before', async ({
  page,
  tmpPath
}) => {
  await openNotebook(
    page,
    tmpPath,
    'one.ipynb',
    notebook('f = open("a")\ntext = f.read()\nf.close()')
  );
  await openPanel(page);
  const editor = page.locator('.jp-Notebook .jp-Cell').first();
  await editor.locator('.cm-line').nth(2).click();
  await page.keyboard.press('End');
  await page.keyboard.type('  # typed');
  const typed = await sources(page);
  const row = page.locator(`${panelId} [data-row="finding"]`);
  await expect(page.locator('.anneal-Mark').first()).toBeAttached();
  await row.first().click();
  await page.locator(`${panelId} [data-action="apply"]`).click();
  await expect.poll(async () => (await sources(page))[0]).toContain('with open("a") as f:');
  await editor.locator('.cm-line').first().click();
  await page.keyboard.press('Control+z');
  expect(await sources(page)).toEqual(typed);
});

test('one Z in command mode takes back a fix of several cells', async ({ page, tmpPath }) => {
  const cells = [
    'CFG = {"lr": 0.01, "epochs": 25, "hidden": 16}',
    'print(CFG["lr"])\nprint(CFG["epochs"])'
  ];
  await openNotebook(page, tmpPath, 'many.ipynb', notebook(...cells));
  await openPanel(page);
  await page.locator(`${panelId} [data-row="finding"]`).filter({ hasText: 'CFG' }).first().click();
  await page.locator(`${panelId} [data-action="apply"]`).click();
  await expect.poll(async () => (await sources(page)).join('\n')).toContain('CFG.epochs');
  await page.locator('.jp-Notebook .jp-Cell .jp-InputPrompt').first().click();
  await page.keyboard.press('z');
  await expect.poll(() => sources(page)).toEqual(cells);
  // The finding is back.
  await expect(page.locator(`${panelId} .anneal-Card [data-action="apply"]`)).toBeVisible();
});
