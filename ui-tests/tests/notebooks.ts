/** Notebooks for the browser tests: made as files, because typing into cells goes through the editor's auto-indent. */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const examples = path.resolve(__dirname, '../../examples');

/** A notebook with one code cell for each source. */
export function notebook(...sources: string[]): Record<string, unknown> {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3 (ipykernel)', language: 'python' },
      language_info: { name: 'python' }
    },
    cells: sources.map((source, i) => ({
      id: `cell-${i + 1}`,
      cell_type: 'code',
      metadata: {},
      execution_count: null,
      outputs: [],
      source
    }))
  };
}

/** Uploads a notebook and opens it. */
export async function openNotebook(
  page: IJupyterLabPageFixture,
  folder: string,
  name: string,
  content: Record<string, unknown>
): Promise<void> {
  await page.contents.uploadContent(JSON.stringify(content), 'text', `${folder}/${name}`);
  await page.notebook.openByPath(`${folder}/${name}`);
  await page.notebook.activate(name);
}

/** The example with its data, as a person would have it. */
export async function openExample(page: IJupyterLabPageFixture, folder: string): Promise<void> {
  const read = (name: string): string => readFileSync(path.join(examples, name), 'utf8');
  await page.contents.uploadContent(
    read('data/customers.csv'),
    'text',
    `${folder}/data/customers.csv`
  );
  await openNotebook(page, folder, 'churn.ipynb', JSON.parse(read('churn.ipynb')));
}

/** Opens the panel by its command, as the palette does. */
export async function openPanel(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(() => window.jupyterapp.commands.execute('anneal:show-panel'));
  await page.locator('#jupyterlab-anneal-panel [data-anneal-state="ready"]').waitFor();
  // Ready says that nothing runs; a notebook that was just opened may not have been checked yet.
  await page.waitForFunction(async () => {
    const plugin = (await window.galata.getPlugin(
      'jupyterlab-anneal:plugin' as never
    )) as unknown as { sessions: { current: { analysis: unknown } | null } };
    return plugin.sessions.current?.analysis ?? false;
  });
}
