/** Marks in cells: hover card, bulb, moving with the text, nothing new while typing. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import path from 'node:path';
import { notebook, openNotebook, openPanel } from './notebooks';
import { run, sources } from './page';

const images = process.env.ANNEAL_LOOK;
const file = 'f = open("a")\ntext = f.read()\nf.close()';
const panelId = '#jupyterlab-anneal-panel';

const look = async (page: IJupyterLabPageFixture, name: string): Promise<void> => {
  if (images) {
    await page.screenshot({ path: path.join(images, `${name}.png`) });
  }
};

/** Ids of the marked findings; the editor may draw one mark as several elements. */
const marked = (page: IJupyterLabPageFixture): Promise<number> =>
  page
    .locator('.anneal-Mark')
    .evaluateAll(nodes => new Set(nodes.map(n => n.getAttribute('data-anneal-id'))).size);

/** The first piece of the mark in a cell. */
const markIn = (page: IJupyterLabPageFixture, cell: number): ReturnType<typeof page.locator> =>
  page.locator('.jp-Notebook .jp-Cell').nth(cell).locator('.anneal-Mark').first();

/** Puts the caret into a cell at an offset, in edit mode. */
async function caret(page: IJupyterLabPageFixture, cell: number, line: number): Promise<void> {
  await page.locator('.jp-Notebook .jp-Cell').nth(cell).locator('.cm-line').nth(line).click();
  await page.keyboard.press('End');
}

test('the hover card of a mark applies, previews, rejects and closes on a key', async ({
  page,
  tmpPath
}) => {
  await openNotebook(
    page,
    tmpPath,
    'hover.ipynb',
    notebook('x = 1', file, file.replace('"a"', '"b"'))
  );
  await expect.poll(() => marked(page)).toBe(2);
  const card = page.locator('.anneal-Tooltip');
  await markIn(page, 1).hover();
  await expect(card).toBeVisible();
  await expect(card).toContainText('Safe.');
  await look(page, 'hover');
  // It stands below or above its line, never on it.
  const line = (await markIn(page, 1).boundingBox())!;
  const box = (await card.boundingBox())!;
  expect(box.y >= line.y + line.height - 1 || box.y + box.height <= line.y + 1).toBe(true);
  await page.keyboard.press('Shift');
  await expect(card).toHaveCount(0);
  // Preview: the panel opens the finding.
  await page.mouse.move(2, 2);
  await markIn(page, 1).hover();
  await card.getByRole('button', { name: 'Preview' }).click();
  await expect(page.locator(`${panelId} .anneal-Card`)).toContainText('is opened without');
  await expect(card).toHaveCount(0);
  // Reject: mark and card go.
  await page.mouse.move(2, 2);
  await markIn(page, 2).hover();
  await card.getByRole('button', { name: 'Reject' }).click();
  await expect.poll(() => marked(page)).toBe(1);
  await expect(card).toHaveCount(0);
  // Apply: the cell changes.
  await page.mouse.move(2, 2);
  await markIn(page, 1).hover();
  await card.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(async () => (await sources(page))[1]).toContain('with open("a") as f:');
  await expect(card).toHaveCount(0);
  expect((await sources(page))[2]).toContain('f = open("b")');
});

test('one bulb after a rest, none while typing or selecting, and text stays in place', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, tmpPath, 'bulb.ipynb', notebook(file, file.replace('"a"', '"b"')));
  await expect.poll(() => marked(page)).toBe(2);
  const bulb = page.locator('.anneal-Bulb');
  const line = page.locator('.jp-Notebook .jp-Cell').nth(0).locator('.cm-line').nth(1);
  await caret(page, 0, 0);
  const before = await line.boundingBox();
  await expect(bulb).toBeVisible();
  await look(page, 'bulb');
  expect(await line.boundingBox()).toEqual(before);
  await page.keyboard.press('Shift+Home');
  await expect(bulb).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(bulb).toHaveCount(1);
  await page.keyboard.type(' ');
  await expect(bulb).toHaveCount(0);
  await page.keyboard.press('Backspace');
  // The mark that went with the edit of its line is back after the rest.
  await expect.poll(() => marked(page)).toBe(2);
  await expect(bulb).toHaveCount(1);
  await caret(page, 1, 0);
  await expect(bulb).toHaveCount(1);
  await expect(page.locator('.jp-Cell').nth(1).locator('.anneal-Bulb')).toBeVisible();
  // Its click opens the menu.
  await bulb.click();
  await expect(page.locator('.anneal-Menu')).toContainText('Apply:');
  await look(page, 'menu');
  await page.keyboard.press('Escape');
  await run(page, 'anneal:toggle-marks');
  await expect(page.locator('.anneal-Mark, .anneal-Bulb')).toHaveCount(0);
  expect(await line.boundingBox()).toEqual(before);
});

test('typing adds no mark before a rest; marks move with edits above', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, tmpPath, 'typing.ipynb', notebook(`x = 1\n${file}`));
  await expect.poll(() => marked(page)).toBe(1);
  const text = await markIn(page, 0).textContent();
  // Every change of the number of marks is noted with the time since the last key.
  await page.evaluate(() => {
    const log: { count: number; since: number }[] = [];
    let last = 0;
    addEventListener('keydown', () => (last = performance.now()), true);
    let count = 1;
    new MutationObserver(() => {
      const marks = [...document.querySelectorAll('.anneal-Mark')];
      const next = new Set(marks.map(m => m.getAttribute('data-anneal-id'))).size;
      if (next > count) {
        log.push({ count: next, since: performance.now() - last });
      }
      count = next;
    }).observe(document.querySelector('.jp-Notebook')!, { childList: true, subtree: true });
    Object.assign(window, { annealLog: log });
  });
  await caret(page, 0, 0);
  await page.keyboard.type('\ng = open("b")\nmore = g.read()\ng.close()\n', { delay: 20 });
  await page.keyboard.type('y = 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14', {
    delay: 20
  });
  // The old mark moved with its text meanwhile.
  await expect(markIn(page, 0)).toHaveText(text!);
  await expect.poll(() => marked(page)).toBe(2);
  const log = await page.evaluate(
    () => (window as unknown as { annealLog: { count: number; since: number }[] }).annealLog
  );
  expect(log.length).toBeGreaterThan(0);
  expect(log.every(l => l.since >= 790)).toBe(true);
});

test('marks pause until a restart or in one notebook, and the status bar says so', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, tmpPath, 'pause.ipynb', notebook(file));
  await openPanel(page);
  await expect.poll(() => marked(page)).toBe(1);
  const item = page.locator('.anneal-StatusItem');
  for (const entry of ['Pause Marks Until Restart', 'Pause Marks in This Notebook']) {
    await item.click({ button: 'right' });
    await page.locator('.lm-Menu').getByText(entry).click();
    await expect(item).toHaveText('Anneal: paused');
    await expect.poll(() => marked(page)).toBe(0);
    await item.click({ button: 'right' });
    await page.locator('.lm-Menu').getByText(entry).click();
    await expect.poll(() => marked(page)).toBe(1);
  }
});
