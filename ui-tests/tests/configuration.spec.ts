/** Severity and settings of habits: the settings editor, `anneal.toml` over it, what is said about a broken file, allowed findings. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { examples, notebook, openNotebook, openPanel } from './notebooks';
import { run, serverRoot, sources } from './page';

const pluginId = 'jupyterlab-anneal:plugin';
const config = 'config = {"learning_rate": 0.1, "batch_size": 32, "epochs": 3}';
const use = 'print(config["learning_rate"], config["epochs"])';

interface IHeld {
  readonly id: string;
  readonly tier: string;
  readonly fix: { readonly title: string } | null;
}

/** The findings of one habit that the session of the current notebook holds. */
const held = (page: IJupyterLabPageFixture, migration = 'dict-config'): Promise<IHeld[]> =>
  page.evaluate(
    async ([id, name]) => {
      const plugin = (await window.galata.getPlugin(id as never)) as unknown as {
        sessions: {
          current: { analysis: { diagnostics: (IHeld & { migration: string })[] } | null };
        };
      };
      const found = plugin.sessions.current.analysis?.diagnostics ?? [];
      return JSON.parse(JSON.stringify(found.filter(d => d.migration === name))) as IHeld[];
    },
    [pluginId, migration]
  );

const words = async (page: IJupyterLabPageFixture): Promise<string[]> =>
  (await held(page)).map(d => `${d.tier}: ${d.fix?.title}`);

/** Writes the file beside the notebook, as another program would, and asks for a check. */
async function writeProjectFile(
  page: IJupyterLabPageFixture,
  folder: string,
  text: string
): Promise<void> {
  await page.contents.uploadContent(text, 'text', `${folder}/anneal.toml`);
  await run(page, 'anneal:check-notebook');
}

test('the settings of a habit hold, and anneal.toml wins over them', async ({ page, tmpPath }) => {
  await openNotebook(page, tmpPath, 'config.ipynb', notebook(config, use));
  await openPanel(page);
  await expect.poll(() => words(page)).toEqual(['normal: Turn config into a dataclass']);

  await page.evaluate(async id => {
    const registry = (await window.galata.getPlugin(
      '@jupyterlab/apputils-extension:settings' as never
    )) as unknown as { set(plugin: string, key: string, value: unknown): Promise<void> };
    await registry.set(id, 'migrations', {
      'dict-config': { style: 'pydantic', severity: 'act-now' }
    });
  }, pluginId);
  await expect.poll(() => words(page)).toEqual(['act-now: Turn config into a Pydantic model']);

  await writeProjectFile(
    page,
    tmpPath,
    '[migrations.dict-config]\nstyle = "dataclass"\nseverity = "quiet"\n'
  );
  await expect.poll(() => words(page)).toEqual(['quiet: Turn config into a dataclass']);
  // The command finds the same in the same folder.
  const report = JSON.parse(
    execFileSync(
      process.execPath,
      [
        path.resolve(examples, '../dist/cli.cjs'),
        'check',
        'config.ipynb',
        '--format',
        'json',
        '--exit-zero'
      ],
      { cwd: path.join(await serverRoot(page), tmpPath), encoding: 'utf8' }
    )
  ) as { notebooks: { diagnostics: (IHeld & { migration: string })[] }[] };
  const [{ diagnostics }] = report.notebooks;
  expect(
    diagnostics.filter(d => d.migration === 'dict-config').map(d => [d.id, d.fix?.title])
  ).toEqual((await held(page)).map(d => [d.id, d.fix?.title]));

  await writeProjectFile(page, tmpPath, '[migrations.dict-config]\nseverity = "of"\n');
  const toast = page.locator('.Toastify__toast');
  await expect(toast).toContainText('Did you mean "off"?');
  await expect.poll(() => words(page)).toEqual(['act-now: Turn config into a Pydantic model']);

  await writeProjectFile(page, tmpPath, '[migrations.dict-config]\nseverity = "off"\n');
  await expect.poll(() => words(page)).toEqual([]);
});

test('the settings editor offers every habit with its settings', async ({ page }) => {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('settingeditor:open', { query: 'Anneal' })
  );
  const editor = page.locator('.jp-SettingsPanel');
  await expect(editor.getByText('Dictionary used as configuration (dict-config)')).toBeVisible();
  await expect(editor.getByText('Kind of class').first()).toBeVisible();
  // Choices are words, not the values of a file.
  const choice = editor.getByRole('option', { name: 'Quiet: listed, never marked or counted' });
  await expect(choice.first()).toBeAttached();
});

test('a finding is allowed with a reason, listed as hidden, and taken back', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, tmpPath, 'allow.ipynb', notebook('x = 1', `\n${config}`, use));
  await openPanel(page);
  const panel = page.locator('#jupyterlab-anneal-panel');
  await expect.poll(async () => (await held(page)).length).toBe(1);
  const [{ id }] = await held(page);
  await panel.locator(`[data-id="${id}"]`).click();
  await panel.locator('[data-action="allow"]').click();
  await panel.getByLabel('Why it is right here').fill('read by a form');
  await panel.locator('[data-action="allow-confirm"]').click();
  const comment = '# anneal: allow dict-config (read by a form)';
  await expect.poll(() => sources(page)).toEqual(['x = 1', `\n${comment}\n${config}`, use]);
  await expect.poll(() => held(page)).toEqual([]);
  const hidden = await page.evaluate(async plugin => {
    const anneal = (await window.galata.getPlugin(plugin as never)) as unknown as {
      panel: { state: { suppressed: { reason: string | null }[] } };
    };
    return anneal.panel.state.suppressed.map(s => s.reason);
  }, pluginId);
  expect(hidden).toEqual(['read by a form']);
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => sources(page)).toEqual(['x = 1', `\n${config}`, use]);
  await expect.poll(async () => (await held(page)).length).toBe(1);
});
