/**
 * Three people review the example: the pictures of `docs/review-story.md`, from a real JupyterLab that several people share, a real git
 * repository and the real command.
 */
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CollaborationServer } from '../tests/collaborationServer';
import { examples } from '../tests/notebooks';
import { actAs } from '../tests/person';

const images = path.resolve(__dirname, '../../docs/images');
const cli = path.resolve(__dirname, '../../dist/cli.cjs');
const ids = {
  cfg: '79dc',
  key: '355e',
  file: 'fadd',
  list: '5811',
  forward: '0d59',
  types: '6987'
};

let server: CollaborationServer;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await CollaborationServer.start('jupyter_server_terminals');
});
test.afterAll(() => server.stop());

const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Cy', '-c', 'user.email=cy@example.com', ...words], {
    cwd: server.files,
    encoding: 'utf8'
  });
const anneal = (...words: string[]): string =>
  execFileSync(process.execPath, [cli, ...words], { cwd: server.files, encoding: 'utf8' });

/** The repository of the team, with the rule that it gets with the first decision. */
function plant(): void {
  cpSync(examples, server.files, { recursive: true });
  writeFileSync(
    path.join(server.files, 'anneal.toml'),
    '[review.habits.hardcoded-secret]\nrequired = ["Ben"]\n'
  );
  writeFileSync(path.join(server.files, '.gitattributes'), '*.anneal.json merge=union\n');
  writeFileSync(path.join(server.files, '.gitignore'), '.*\n!.git*\n');
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'The prototype');
}

interface IPerson {
  readonly page: Page;
  readonly review: Locator;
  show(id: string): Promise<void>;
}

/** Opens JupyterLab as somebody. */
async function open(browser: Browser, name: string, theme: string, where = ''): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1180, height: 940 } });
  const page = await context.newPage();
  await actAs(page, name);
  await page.goto(`${server.url}/lab/workspaces/${name}${where}`);
  await page.waitForFunction(() => window.jupyterapp?.commands.hasCommand('apputils:change-theme'));
  await page.evaluate(async chosen => {
    const { commands, restored } = window.jupyterapp;
    await restored;
    await commands.execute('apputils:change-theme', { theme: chosen });
    await commands.execute('application:toggle-left-area');
  }, `JupyterLab ${theme}`);
  await expect(page.locator('body')).toHaveAttribute('data-jp-theme-name', `JupyterLab ${theme}`);
  return page;
}

/** Opens the notebook and its review as somebody. */
async function join(browser: Browser, name: string, theme: string): Promise<IPerson> {
  const page = await open(browser, name, theme, '/tree/churn.ipynb');
  await page.locator('.jp-NotebookPanel .jp-Cell').first().waitFor();
  await page.waitForFunction(() => window.jupyterapp.commands.isEnabled('anneal:review-notebook'));
  await page.evaluate(() => window.jupyterapp.commands.execute('anneal:review-notebook'));
  const review = page.locator('.anneal-Review');
  await review.locator('.anneal-Review-row').first().waitFor();
  return {
    page,
    review,
    show: async id => {
      await row(review, id).click();
      await expect(row(review, id)).toHaveAttribute('aria-current', 'true');
    }
  };
}

const row = (review: Locator, id: string): Locator =>
  review.locator(`.anneal-Review-row[data-id^="${id}"]`);

const act = ({ review }: IPerson, action: string): Promise<void> =>
  review.locator(`[data-action="${action}"]`).click();

async function accept(person: IPerson, id: string): Promise<void> {
  await person.show(id);
  await act(person, 'accept');
  await expect(row(person.review, id)).toHaveAttribute('data-state', 'accepted');
}

async function say(person: IPerson, id: string, text: string): Promise<void> {
  await person.show(id);
  await act(person, 'comment');
  await person.review.locator('textarea').fill(text);
  await act(person, 'comment-send');
  await expect(person.review.locator('.anneal-Review-detail')).toContainText(text);
}

/** Waits until the terminal has shown so many prompts. */
const prompts = (count: number): Promise<void> =>
  expect
    .poll(
      () =>
        readFileSync(path.join(server.files, '.prompts'), { encoding: 'utf8', flag: 'a+' }).length
    )
    .toBe(count);

/** A picture of one part of the page. */
async function picture(part: Locator, name: string): Promise<void> {
  await part.page().mouse.move(0, 0);
  await part.screenshot({ path: path.join(images, `${name}.png`), animations: 'disabled' });
}

test('three people review the example', async ({ browser }) => {
  plant();
  // Ben's own branch starts where Ana starts.
  git('branch', 'ben');

  const ana = await join(browser, 'Ana', 'Light');
  const ben = await join(browser, 'Ben', 'Dark');
  // Ana decides; Ben answers her.
  for (const id of [ids.cfg, ids.key, ids.forward]) {
    await accept(ana, id);
  }
  await say(ana, ids.file, 'Does anybody read f after this cell?');
  await say(ben, ids.file, 'No: rows holds all of it by then.');
  await accept(ana, ids.file);
  await expect(ana.review.locator('.anneal-Review-detail')).toContainText('Ben');
  await picture(ana.review, 'story-thread-light');

  // What Ana decides arrives while Ben reads.
  await ben.show(ids.types);
  await accept(ana, ids.list);
  await expect(row(ben.review, ids.list)).toHaveAttribute('data-state', 'accepted');
  await picture(ben.review, 'story-live-dark');

  // The key needs Ben.
  await ana.show(ids.key);
  await expect(ana.review.locator('[data-view="missing"]')).toContainText('Ben');
  await picture(ana.review, 'story-required-light');
  await accept(ben, ids.key);
  await expect(ana.review.locator('[data-action="apply"]')).toBeVisible();

  // On his branch Ben decides otherwise, not knowing of Ana's decision.
  git('add', 'churn.anneal.json');
  git('commit', '-q', '-m', 'What Ana and Ben decided');
  const elsewhere = path.join(server.files, '.elsewhere');
  git('worktree', 'add', '-q', elsewhere, 'ben');
  const reason = 'the list is needed twice in the next notebook';
  const notebook = path.join(elsewhere, 'churn.ipynb');
  console.log(
    anneal('review', notebook, 'reject', ids.list, '--author', 'Ben', '--reason', reason)
  );
  git('-C', elsewhere, 'add', 'churn.anneal.json');
  git('-C', elsewhere, 'commit', '-q', '-m', 'What Ben decided');
  git('merge', '-q', '--no-edit', 'ben');
  await ana.show(ids.list);
  await expect(row(ana.review, ids.list)).toHaveAttribute('data-state', 'disputed');
  await picture(ana.review, 'review-light');

  // Somebody goes on working in a cell that was decided on.
  await ana.page.evaluate(() => {
    const [panel] = [...window.jupyterapp.shell.widgets('main')].filter(w =>
      w.node.classList.contains('jp-NotebookPanel')
    ) as unknown as {
      content: {
        model: { sharedModel: { cells: { getSource(): string; setSource(text: string): void }[] } };
      };
    }[];
    const cell = panel.content.model.sharedModel.cells.find(c =>
      c.getSource().includes('f.close()')
    )!;
    cell.setSource(cell.getSource().replace('f.close()', 'print(f.name)\nf.close()'));
  });
  await ben.show(ids.file);
  await expect(row(ben.review, ids.file)).toHaveAttribute('data-state', 'stale');
  await picture(ben.review, 'story-stale-dark');
  await ana.page.context().close();
  await ben.page.context().close();

  // Cy has a terminal, which counts its prompts in a file: that says when a command has ended.
  const cy = await open(browser, 'Cy', 'Dark');
  await cy.setViewportSize({ width: 1180, height: 500 });
  await cy.evaluate(async () => {
    await window.jupyterapp.commands.execute('terminal:create-new');
  });
  await cy.locator('.jp-Terminal .xterm-screen').waitFor();
  await cy.keyboard.type("PS1='$ '; PROMPT_COMMAND='echo >> .prompts'; clear\n");
  await prompts(1);
  await cy.keyboard.type('anneal review churn.ipynb\n');
  await prompts(2);
  await cy.waitForTimeout(1000); // The terminal draws a little later.
  await picture(cy.locator('.jp-Terminal'), 'story-terminal-dark');
  await cy.context().close();

  // He settles what is open between the others, and applies. The story quotes these lines.
  console.log(
    anneal(
      'review',
      'churn.ipynb',
      'reject',
      ids.list,
      '--author',
      'Cy',
      '--reason',
      'Ben is right'
    )
  );
  console.log(anneal('review', 'churn.ipynb', 'accept', ids.file, '--author', 'Cy'));
  console.log(anneal('review', 'churn.ipynb', 'apply', '--author', 'Cy'));

  // What the pull request gets.
  writeFileSync(
    path.join(server.files, 'comment.md'),
    anneal('check', 'churn.ipynb', '--format', 'markdown', '--exit-zero')
  );
  const reader = await open(browser, 'Reader', 'Light');
  await reader.evaluate(async () => {
    const wanted = { path: 'comment.md', factory: 'Markdown Preview' };
    await window.jupyterapp.commands.execute('docmanager:open', wanted);
  });
  const preview = reader.locator('.jp-MarkdownViewer');
  await preview.locator('table').first().waitFor();
  await preview.locator('summary').first().click();
  await picture(preview, 'story-comment-light');
  await reader.context().close();
});
