/** The review of a notebook in the main area: decide, discuss, filter, apply; by mouse, by keyboard, by link. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { examples, notebook, openNotebook } from './notebooks';
import { run, serverRoot, sources } from './page';
import { look } from './pictures';

const view = '.anneal-Review';
const file = (name: string): string => `f = open("${name}")\ntext = f.read()\nf.close()`;

/** Opens the review by its command, as the palette does. */
async function openReview(page: IJupyterLabPageFixture): Promise<void> {
  await run(page, 'anneal:review-notebook');
  await page.locator(`${view}[data-anneal-state="ready"] .anneal-Review-row`).first().waitFor();
}

/** Goes back to the notebook: the tab of its review has its name too. */
const activate = (page: IJupyterLabPageFixture, path: string): Promise<void> =>
  page.evaluate(async where => {
    await window.jupyterapp.commands.execute('docmanager:open', { path: where });
  }, path);

/** The entries of the review file. */
async function entries(
  page: IJupyterLabPageFixture,
  path: string
): Promise<Record<string, Record<string, unknown>>> {
  const answer = await page.request.get(`/api/contents/${path}?content=1`);
  const { content } = (await answer.json()) as { content?: string };
  return content ? (JSON.parse(content) as Record<string, Record<string, unknown>>) : {};
}

test('decide, discuss and apply by keyboard alone', async ({ page, tmpPath }) => {
  const cells = [file('a'), file('b'), file('c')];
  await openNotebook(page, tmpPath, 'team.ipynb', notebook(...cells));
  await openReview(page);
  const review = page.locator(view);
  const rows = review.locator('.anneal-Review-row');
  const current = review.locator('.anneal-Review-row[aria-current="true"]');
  await expect(rows).toHaveCount(3);
  await expect(review.locator('.anneal-Review-progress')).toHaveText('0 of 3 decided');
  await expect(current).toBeFocused();

  // Accept the first, reject the second with a reason, defer the third.
  await page.keyboard.press('a');
  await expect(current).toHaveAttribute('data-state', 'accepted');
  await page.keyboard.press('n');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('r');
  await page.keyboard.type('kept for the demo');
  await page.keyboard.press('Enter');
  await expect(rows.nth(1)).toHaveAttribute('data-state', 'rejected');
  await expect(current).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows.nth(2)).toBeFocused();
  await page.keyboard.press('d');
  await review.locator('input[name="until"]').fill('2099-01-31');
  await page.keyboard.press('Enter');
  await expect(rows.nth(2)).toHaveAttribute('data-state', 'deferred');
  await expect(review.locator('.anneal-Review-progress')).toHaveText('3 of 3 decided');
  await expect(review).toContainText('jovyan deferred until 2099-01-31');

  await page.keyboard.press('d');
  await review.locator('[data-action="tick-all"]').check();
  for (const name of ['Dark', 'Light']) {
    await page.theme.setTheme(`JupyterLab ${name}`);
    const { violations } = await new AxeBuilder({ page: page as never }).include(view).analyze();
    expect(
      violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).join(' | ')}`)
    ).toEqual([]);
    await look(page, `review-decided-${name.toLowerCase()}`);
  }
  await review.locator('[data-action="tick-all"]').uncheck();
  await rows.nth(2).click();

  // Say something, and take a decision back.
  await page.keyboard.press('k');
  await page.keyboard.press('c');
  await page.keyboard.type('Does the report read this?');
  await page.keyboard.press('Control+Enter');
  await expect(review.locator('.anneal-Comments')).toContainText(['rejected: kept', 'report']);
  await page.keyboard.press('o');
  await expect(rows.nth(1)).toHaveAttribute('data-state', 'open');
  await expect(review.locator('.anneal-Review-progress')).toHaveText('2 of 3 decided');
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('row');

  // All of it is in the file, with the code that was seen; the notebook is as it was.
  const path = `${tmpPath}/team.anneal.json`;
  await expect.poll(async () => Object.keys(await entries(page, path)).length).toBe(6);
  const accepted = Object.values(await entries(page, path)).find(e => e.state === 'accepted');
  expect(accepted).toMatchObject({ by: 'jovyan', code: cells[0], migration: 'unmanaged-resource' });

  // Apply what is accepted: the same card as in the panel.
  await review.locator('[data-action="apply-accepted"]').click();
  await expect(review.locator('.anneal-Batch > li')).toHaveCount(1);
  await review.locator('[data-action="apply-batch"]').click();
  await expect(rows.first()).toHaveAttribute('data-state', 'applied');
  await expect(review.locator('.anneal-Message')).toContainText('Applied 1 fix');
  await activate(page, `${tmpPath}/team.ipynb`);
  expect((await sources(page))[0]).toContain('with open("a") as f:');
  expect((await sources(page)).slice(1)).toEqual(cells.slice(1));
});

test('batch decisions, filters, changed code, a gone cell, and a link', async ({
  page,
  tmpPath,
  baseURL
}) => {
  const cells = [
    file('a'),
    file('b'),
    file('c'),
    'x = [i for i in range(3)]\nprint(sum([i for i in x]))'
  ];
  await openNotebook(page, tmpPath, 'many.ipynb', notebook(...cells));
  await openReview(page);
  const review = page.locator(view);
  const rows = review.locator('.anneal-Review-row');
  const count = await rows.count();
  expect(count).toBeGreaterThan(3);

  // Only what is shown is ticked, and the button says how many.
  await review.locator('select').nth(1).selectOption('unmanaged-resource');
  await review.locator('[data-action="tick-all"]').check();
  await review.locator('[data-action="batch-accept"]').click();
  await expect(review.locator('.anneal-Review-progress')).toHaveText(`3 of ${count} decided`);
  await review.locator('[data-filter="accepted"]').click();
  await expect(rows).toHaveCount(3);
  await review.getByRole('button', { name: 'Clear filter' }).click();
  await review.locator('[data-filter="open"]').click();
  await expect(rows.filter({ hasText: 'accepted' })).toHaveCount(1); // The one that is being read.
  await review.getByRole('button', { name: 'Clear filter' }).click();
  await look(page, 'review');

  // Another tool writes a comment into the file.
  const path = `${tmpPath}/many.anneal.json`;
  const comment = { by: 'Ben', at: '2026-01-02T03:04:05.000Z', text: 'From a terminal.' };
  const id = (await rows.first().getAttribute('data-id'))!;
  await expect.poll(async () => Object.keys(await entries(page, path)).length).toBe(4);
  const text = JSON.stringify({ [`comment ${id} 0`]: comment, ...(await entries(page, path)) });
  await page.contents.uploadContent(text, 'text', path);
  await expect(rows.first()).toContainText('1 comment');

  // Somebody edits one cell and deletes another.
  await page.evaluate(() => {
    const tracker = [...window.jupyterapp.shell.widgets('main')] as unknown as {
      content?: {
        model?: {
          sharedModel?: { deleteCell(i: number): void; cells: { setSource(t: string): void }[] };
        };
      };
    }[];
    const shared = tracker.find(w => w.content?.model?.sharedModel?.cells)!.content!.model!
      .sharedModel!;
    shared.cells[1].setSource('f = open("b")\nlines = f.readlines()\nf.close()');
    shared.deleteCell(2);
  });
  const stale = rows.and(review.locator('[data-state="stale"]'));
  await expect(stale).toHaveCount(1);
  await stale.click();
  const codes = review.locator('[data-view="then-and-now"] li');
  await expect(codes).toContainText(['removed: text = f.read()', 'added: lines = f.readlines()']);
  await look(page, 'review-stale');
  const orphan = rows.and(review.locator('[data-state="orphaned"]'));
  await expect(orphan).toHaveCount(1);
  await orphan.click();
  await expect(review.locator('.anneal-Review-detail')).toContainText('f = open("c")');
  await expect(review.locator('[data-action="accept"]')).toHaveAttribute('aria-disabled', 'true');

  // The link opens JupyterLab on that suggestion.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await rows.first().click();
  await review.locator('[data-action="link"]').click();
  await expect(review.locator('.anneal-Message')).toContainText('Copied');
  await activate(page, `${tmpPath}/many.ipynb`);
  await run(page, 'docmanager:save');
  const link = `${baseURL}/lab/tree/${tmpPath}/many.ipynb?anneal-suggestion=${id}`;
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  // A page of its own: Galata's goto waits for the launcher.
  const other = await page.context().newPage();
  await other.goto(link);
  await expect(other.locator(`${view} [data-id="${id}"][aria-current="true"]`)).toBeVisible({
    timeout: 60_000
  });
  await expect.poll(() => other.url()).not.toContain('anneal-suggestion');
  await other.close();
});

test('what the project requires: a second person agrees in a terminal before it can be applied', async ({
  page,
  tmpPath
}) => {
  const folder = join(await serverRoot(page), tmpPath);
  execFileSync('git', ['init', '-q'], { cwd: folder });
  const rules = '[review.habits.unmanaged-resource]\nrequired = ["Ben"]\n';
  writeFileSync(join(folder, 'anneal.toml'), rules);
  await openNotebook(page, tmpPath, 'rules.ipynb', notebook(file('a')));
  await openReview(page);
  const review = page.locator(view);
  const row = review.locator('.anneal-Review-row');
  const apply = review.locator('[data-action="apply"], [data-action="apply-accepted"]');

  // The first decision is recorded, and is not enough. Git will join the file that holds it.
  await page.keyboard.press('a');
  await expect(row).toHaveAttribute('data-state', 'accepted');
  await expect(review.locator('[data-view="missing"]')).toHaveText(
    'The project asks for more agreement. Still to accept: Ben.'
  );
  await expect(row).toContainText('needs Ben');
  await expect(apply).toHaveCount(0);
  await expect(page.locator('.Toastify__toast')).toContainText(
    'Git now keeps the decisions of both sides when it merges reviews. Commit the file with that rule:'
  );
  expect(readFileSync(join(folder, '.gitattributes'), 'utf8')).toBe('*.anneal.json merge=union\n');
  await look(page, 'review-rules');
  const id = (await row.getAttribute('data-id'))!;

  // The visit ends. Ben has no browser open.
  await page.evaluate(() => window.jupyterapp.shell.currentWidget!.close());
  await expect(review).toHaveCount(0);
  const cli = resolve(examples, '../dist/cli.cjs');
  execFileSync(process.execPath, [cli, 'review', 'rules.ipynb', 'accept', id, '--author', 'Ben'], {
    cwd: folder
  });
  await openReview(page);
  await expect(review).toContainText('1 decision or comment of others since your visit on');
  await expect(row).toContainText('1 new');
  await expect(review.locator('.anneal-Review-detail')).toContainText('Ben accepted');
  await expect(review.locator('[data-view="missing"]')).toHaveCount(0);
  await review.locator('[data-action="apply"]').click();
  await expect(row).toHaveAttribute('data-state', 'applied');
  await activate(page, `${tmpPath}/rules.ipynb`);
  expect(await sources(page)).toEqual(['with open("a") as f:\n    text = f.read()']);
});
