/**
 * The whole story on a real kernel: open → findings → diff → apply → undo → apply → export → verify → parity.
 * With ANNEAL_SCREENSHOTS=1 it also writes the pictures of the documentation, light and dark.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import path from 'node:path';
import { notebook, openExample, openNotebook, openPanel } from './notebooks';
import { run, sources } from './page';

const images = path.resolve(__dirname, '../../docs/images');
const panelId = '#jupyterlab-anneal-panel';

const theme = (page: IJupyterLabPageFixture, name: string): Promise<void> =>
  page.theme.setTheme(`JupyterLab ${name}`);

/** A screenshot for looking at, not for the documentation: into the folder that ANNEAL_LOOK names. */
async function look(page: IJupyterLabPageFixture, name: string): Promise<void> {
  if (process.env.ANNEAL_LOOK) {
    await page.screenshot({ path: path.join(process.env.ANNEAL_LOOK, `${name}.png`) });
  }
}

/** Pictures in both themes, when asked for. */
async function picture(page: IJupyterLabPageFixture, name: string): Promise<void> {
  if (process.env.ANNEAL_LOOK) {
    await theme(page, 'Dark High Contrast');
    await look(page, `${name}-contrast`);
    await theme(page, 'Light');
  }
  if (process.env.ANNEAL_SCREENSHOTS !== '1') {
    return;
  }
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(images, `${name}-light.png`) });
  await theme(page, 'Dark');
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(images, `${name}-dark.png`) });
  await theme(page, 'Light');
  await page.waitForTimeout(500);
}

/** Drags the edge of the right side bar until its panel has a width. */
async function setPanelWidth(page: IJupyterLabPageFixture, width: number): Promise<void> {
  const panel = (await page.locator(panelId).boundingBox())!;
  const y = panel.y + panel.height / 2;
  await page.mouse.move(panel.x - 2, y);
  await page.mouse.down();
  await page.mouse.move(panel.x + panel.width - width - 2, y, { steps: 4 });
  await page.mouse.up();
}

/** Gives the notebook beside the tab room for its whole toolbar. */
async function setSplit(page: IJupyterLabPageFixture, width: number): Promise<void> {
  const notebook = (await page.locator('.jp-NotebookPanel').first().boundingBox())!;
  const y = notebook.y + notebook.height / 2;
  await page.mouse.move(notebook.x + notebook.width + 3, y);
  await page.mouse.down();
  await page.mouse.move(notebook.x + width + 3, y, { steps: 4 });
  await page.mouse.up();
}

test.use({ viewport: { width: 1600, height: 950 } });

test('a notebook becomes a verified package and its model passes parity', async ({
  page,
  tmpPath
}) => {
  test.setTimeout(600_000);
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(error.message));
  await openExample(page, tmpPath);
  await openPanel(page);
  const panel = page.locator(panelId);
  await page.sidebar.close('left');

  // The header fits at every width: no control is cut off or sticks out.
  for (const width of [250, 320, 420]) {
    await setPanelWidth(page, width);
    await look(page, `panel-${width}`);
    const cut = await panel.locator('.anneal-Tools > *, .anneal-Tools select').evaluateAll(nodes =>
      nodes
        .filter(n => {
          const edge = n.closest('.anneal-Tools')!.getBoundingClientRect().right;
          return n.scrollWidth > n.clientWidth + 1 || n.getBoundingClientRect().right > edge;
        })
        .map(n => n.outerHTML.slice(0, 80))
    );
    expect(cut).toEqual([]);
  }

  // Findings, in groups, with their count; nothing shows the key.
  const rows = panel.locator('[data-row="finding"]');
  await expect(panel.locator('.anneal-Summary')).toContainText(/\d+ findings, \d+ quiet.*\d+ safe/);
  await expect(rows.filter({ hasText: 'without with' })).toHaveCount(1);
  await expect(page.locator('.anneal-Mark').first()).toBeAttached();
  await picture(page, 'panel');

  // A row opens the card; the cell is shown, the focus stays.
  const before = await sources(page);
  const key = /sk-\w+/.exec(before.join('\n'))![0];
  await rows.filter({ hasText: 'without with' }).click();
  const card = panel.locator('.anneal-Card');
  await expect(card.locator('.cm-deletedChunk')).toBeVisible();
  await expect(card).toContainText('Safe');
  expect(await page.evaluate(() => !!document.activeElement?.closest('.jp-Notebook'))).toBe(false);
  await card.locator('[data-action="as-list"]').click();
  await expect(card.locator('ol').first()).toContainText('removed: f.close()');
  await card.locator('[data-action="as-list"]').click();
  await picture(page, 'card');

  // Apply, undo: the exact text; apply again.
  await card.locator('[data-action="apply"]').click();
  await expect(card).toContainText('Applied to Cell 6');
  const after = await sources(page);
  expect(after[5]).toContain('with open("data/customers.csv") as f:');
  expect(after.filter((source, i) => source !== before[i])).toHaveLength(1);
  await card.locator('[data-action="undo"]').click();
  await expect(card.locator('[data-action="apply"]')).toBeVisible();
  expect(await sources(page)).toEqual(before);
  await card.locator('[data-action="apply"]').click();
  await expect(card).toContainText('Applied to Cell 6');
  expect(await sources(page)).toEqual(after);
  await look(page, 'applied');

  // The key is hidden in its diff.
  await panel.getByRole('button', { name: 'Back', exact: true }).click();
  await rows
    .filter({ hasText: /key|secret|credential/i })
    .first()
    .click();
  await expect(card.locator('.anneal-Diff').first()).toBeVisible();
  expect(await panel.innerText()).not.toContain(key);
  await look(page, 'secret');
  await panel.getByRole('button', { name: 'Back', exact: true }).click();
  for (const width of [250, 420]) {
    await setPanelWidth(page, width);
    await look(page, `list-${width}`);
  }

  // The plan, before anything is written.
  await run(page, 'anneal:plan-export');
  const tab = page.locator('.anneal-Export');
  await expect(tab.locator('[data-view="modules"]')).toContainText('pipeline.py');
  await expect(tab).toContainText(/\d+ cells: \d+ placed/);
  await expect(tab).toContainText('torch');
  await setPanelWidth(page, 340);
  await setSplit(page, 640);
  await picture(page, 'plan');

  // Export and verify.
  await tab.locator('[data-action="export"]').click();
  await expect(tab.locator('.anneal-Steps')).toBeVisible();
  const report = tab.locator('.anneal-Verify');
  await report.waitFor({ timeout: 400_000 });
  await expect(report).toHaveAttribute('data-verdict', 'equal');
  const folder = `${tmpPath}/churn`;
  expect(await page.contents.fileExists(`${folder}/pyproject.toml`)).toBe(true);
  await picture(page, 'verified');
  expect(await page.locator('.anneal-Export').innerText()).not.toContain(key);

  // Its model, in the browser.
  await page.notebook.activate('churn.ipynb');
  await run(page, 'notebook:run-all-cells');
  await run(page, 'anneal:check-parity');
  const parity = page.locator('.anneal-Parity');
  await parity.locator('button[type="submit"]').click();
  await parity.locator('h2[data-verdict]').waitFor({ timeout: 300_000 });
  await expect(parity.locator('h2')).toHaveAttribute('data-verdict', /exact|equivalent|close/);
  await expect(parity.locator('[data-provider="wasm"]')).toBeVisible();
  await picture(page, 'parity');
  expect(errors).toEqual([]);
});

test('nothing opens, moves or speaks when a notebook is opened', async ({ page, tmpPath }) => {
  await openNotebook(page, tmpPath, 'quiet.ipynb', notebook('f = open("a")\nf.close()'));
  await expect(page.locator('#jp-main-statusbar')).toContainText(/Anneal: \d/);
  await expect(page.locator(panelId)).toBeHidden();
  await expect(page.locator('.Toastify__toast, .jp-Dialog')).toHaveCount(0);
});

test('a cell that changed since is refused and named', async ({ page, tmpPath }) => {
  const source = 'f = open("a")\ntext = f.read()\nf.close()';
  await openNotebook(page, tmpPath, 'stale.ipynb', notebook('x = 1', source));
  await openPanel(page);
  const panel = page.locator(panelId);
  await panel.locator('[data-row="finding"]').first().click();
  const apply = panel.locator('[data-action="apply"]');
  await expect(apply).toBeVisible();
  // In one task: the cell changes and Apply is pressed before anything is checked again.
  await page.evaluate(() => {
    const current = window.jupyterapp.shell.currentWidget as unknown as {
      content: {
        model: {
          sharedModel: { cells: { updateSource(a: number, b: number, t: string): void }[] };
        };
      };
    };
    current.content.model.sharedModel.cells[1].updateSource(0, 0, '# new\n');
    document.querySelector<HTMLElement>('#jupyterlab-anneal-panel [data-action="apply"]')!.click();
  });
  await expect(panel.locator('[role="alert"]')).toContainText(
    'Not applied. Cell 2 changed after this preview; no cell was edited.'
  );
  expect((await sources(page))[1]).toBe(`# new\n${source}`);
});

test('decisions survive a reload, edits elsewhere and moving the cell', async ({
  page,
  tmpPath
}) => {
  const source = 'f = open("a")\ntext = f.read()\nf.close()';
  await openNotebook(page, tmpPath, 'review.ipynb', notebook('x = 1', source));
  await openPanel(page);
  const panel = page.locator(panelId);
  await panel.locator('[data-row="finding"]').first().click();
  await panel.locator('[data-action="reject"]').click();
  await panel.locator('.anneal-Form input').fill('kept for the demo');
  await panel.locator('[data-action="reject-confirm"]').click();
  await expect(panel.getByText('Hidden: 1 rejected')).toBeVisible();
  const decisions = async (): Promise<unknown[]> => {
    const answer = await page.request.get(`/api/contents/${tmpPath}/review.anneal.json?content=1`);
    if (!answer.ok()) {
      return []; // Not written yet.
    }
    const { content } = (await answer.json()) as { content?: string };
    const entries = Object.entries(content ? (JSON.parse(content) as object) : {});
    return entries.filter(([key]) => key.startsWith('decision ')).map(([, decision]) => decision);
  };
  await expect
    .poll(decisions)
    .toMatchObject([
      { state: 'rejected', reason: 'kept for the demo', migration: 'unmanaged-resource' }
    ]);
  await page.evaluate(() => {
    const current = window.jupyterapp.shell.currentWidget as unknown as {
      content: {
        model: {
          sharedModel: {
            moveCell(from: number, to: number): void;
            cells: { updateSource(a: number, b: number, t: string): void }[];
          };
        };
      };
    };
    const { sharedModel } = current.content.model;
    sharedModel.cells[0].updateSource(0, 0, '# edited\n');
    sharedModel.moveCell(1, 0);
  });
  await page.notebook.save();
  await page.reload({ waitForIsReady: false } as Parameters<typeof page.reload>[0]);
  await page.notebook.activate('review.ipynb');
  await openPanel(page);
  await expect(panel.getByText('Hidden: 1 rejected')).toBeVisible();
  await expect(panel.locator('[data-row="finding"]')).toHaveCount(0);
});

test('F8 walks the findings and Ctrl+. opens their fixes', async ({ page, tmpPath }) => {
  await openNotebook(
    page,
    tmpPath,
    'keys.ipynb',
    notebook('f = open("a")\ntext = f.read()\nf.close()', 'x = 1')
  );
  await expect(page.locator('.anneal-Mark').first()).toBeAttached();
  await page.notebook.selectCells(1);
  await page.keyboard.press('F8');
  await expect(page.locator('.jp-Notebook.jp-mod-editMode .jp-Cell.jp-mod-active')).toContainText(
    'open'
  );
  await page.keyboard.press('Control+.');
  const menu = page.locator('.anneal-Menu');
  await expect(menu).toContainText('Apply:');
  await menu.locator('[data-command="anneal:apply-finding"]').click();
  await expect.poll(async () => (await sources(page))[0]).toContain('with open("a") as f:');
});

for (const name of ['Light', 'Dark', 'Dark High Contrast']) {
  test(`axe finds no violation in panel, card and plan (${name})`, async ({ page, tmpPath }) => {
    await theme(page, name);
    await openExample(page, tmpPath);
    await openPanel(page);
    const check = async (selector: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page: page as never })
        .include(selector)
        .analyze();
      expect(
        violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 120)).join(' | ')}`)
      ).toEqual([]);
    };
    await check(panelId);
    await page.locator(`${panelId} [data-row="finding"]`).first().click();
    await expect(page.locator('.anneal-Diff').first()).toBeVisible();
    await check(panelId);
    await run(page, 'anneal:plan-export');
    await expect(page.locator('[data-view="modules"]')).toBeVisible();
    await check('.anneal-Export');
  });
}
