/** Two people review one notebook at once, on a real collaborative server: they see each other, and no decision is lost. */
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CollaborationServer } from './collaborationServer';
import { notebook } from './notebooks';
import { look } from './pictures';
import { actAs } from './person';

let server: CollaborationServer;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await CollaborationServer.start();
});
test.afterAll(() => server.stop());

interface IPerson {
  readonly page: Page;
  readonly review: Locator;
  row(n: number): Locator;
}

/** Opens the shared notebook and its review as somebody. */
async function join(browser: Browser, name: string): Promise<IPerson> {
  const context = await browser.newContext({ viewport: { width: 1300, height: 850 } });
  const page = await context.newPage();
  await actAs(page, name);
  await page.goto(`${server.url}/lab/workspaces/${name}/tree/shared.ipynb`);
  await page.locator('.jp-NotebookPanel .jp-Cell').first().waitFor();
  await page.waitForFunction(() => window.jupyterapp.commands.isEnabled('anneal:review-notebook'));
  await page.evaluate(() => window.jupyterapp.commands.execute('anneal:review-notebook'));
  const review = page.locator('.anneal-Review');
  await review.locator('.anneal-Review-row').first().waitFor();
  return { page, review, row: n => review.locator('.anneal-Review-row').nth(n) };
}

async function comment({ review }: IPerson, text: string): Promise<void> {
  await review.locator('[data-action="comment"]').click();
  await review.locator('textarea').fill(text);
  await review.locator('[data-action="comment-send"]').click();
}

async function reject({ review }: IPerson, reason: string): Promise<void> {
  await review.locator('[data-action="reject"]').click();
  await review.locator('input[name="reason"]').fill(reason);
  await review.locator('[data-action="decision-confirm"]').click();
}

const accept = ({ review }: IPerson): Promise<void> =>
  review.locator('[data-action="accept"]').click();

/** How long after a click of one the other saw its result, both by the same clock. */
async function latency(from: IPerson, to: IPerson, state: string): Promise<number> {
  const seen = to.page.evaluate(
    wanted =>
      new Promise<number>(resolve => {
        const look = (): void => {
          if (document.querySelector(`.anneal-Review-row[data-state="${wanted}"]`)) {
            observer.disconnect();
            resolve(Date.now());
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        look();
      }),
    state
  );
  const clicked = await from.page.evaluate(() => {
    const at = Date.now();
    document.querySelector<HTMLElement>('.anneal-Review [data-action="accept"]')!.click();
    return at;
  });
  return (await seen) - clicked;
}

test('two people see each other, and nothing is lost when both act or one is offline', async ({
  browser
}) => {
  const cells = ['a', 'b', 'c', 'd'].map(n => `f = open("${n}")\ntext = f.read()\nf.close()`);
  writeFileSync(path.join(server.files, 'shared.ipynb'), JSON.stringify(notebook(...cells)));
  const ana = await join(browser, 'Ana');
  const ben = await join(browser, 'Ben');
  await expect(ana.review).toContainText('Ben is here.');
  await expect(ben.review).toContainText('You decide as Ben. Ana is here.');

  // Ben reads the second one while Ana decides on the first.
  await ben.row(1).click();
  const milliseconds = await latency(ana, ben, 'accepted');
  test.info().annotations.push({ type: 'latency', description: `${milliseconds} ms` });
  await expect(ben.row(0)).toHaveAttribute('data-state', 'accepted');
  await expect(ben.row(1)).toHaveAttribute('aria-current', 'true');

  // Both at once, on different suggestions and on the same one.
  await ana.row(1).click();
  await Promise.all([accept(ana), comment(ben, 'Who reads text?')]);
  for (const person of [ana, ben]) {
    await expect(person.row(1)).toHaveAttribute('data-state', 'accepted');
    await expect(person.row(1)).toContainText('1 comment');
  }

  // The server cannot be reached from Ben's browser for a while.
  await ben.page.route('**/anneal/**', route => route.abort());
  await ben.row(2).click();
  await reject(ben, 'later');
  await comment(ben, 'See the other notebook.');
  await expect(ben.review).toContainText('2 entries are not saved yet');
  await ana.row(2).click();
  await accept(ana);
  await comment(ana, 'Safe, and short.');
  await expect(ana.row(2)).toContainText('accepted');
  await ben.page.unroute('**/anneal/**');
  for (const person of [ana, ben]) {
    await expect(person.row(2)).toHaveAttribute('data-state', 'disputed');
    await person.row(2).click();
    const detail = person.review.locator('.anneal-Review-detail');
    await expect(detail).toContainText('Ana accepted');
    await expect(detail).toContainText('Ben rejected: later');
    await expect(detail).toContainText('See the other notebook.');
    await expect(detail).toContainText('Safe, and short.');
  }
  await expect(ben.review).not.toContainText('not saved yet');
  await look(ana.page, 'review-disputed');

  // Ana knows both by now, so her decision settles it.
  await reject(ana, 'Ben is right');
  await expect(ben.row(2)).toHaveAttribute('data-state', 'rejected');
  const file = JSON.parse(
    readFileSync(path.join(server.files, 'shared.anneal.json'), 'utf8')
  ) as Record<string, unknown>;
  const kinds = Object.keys(file).map(key => key.split(' ')[0]);
  expect(kinds.filter(kind => kind === 'decision')).toHaveLength(5);
  expect(kinds.filter(kind => kind === 'comment')).toHaveLength(3);

  // Applying is seen by both too, and edits the notebook once.
  await ana.review.locator('[data-action="apply-accepted"]').click();
  await ana.review.locator('[data-action="apply-batch"]').click();
  for (const n of [0, 1]) {
    await expect(ben.row(n)).toHaveAttribute('data-state', 'applied');
  }
  await ana.page.context().close();
  await ben.page.context().close();
});
