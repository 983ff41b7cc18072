/** What several browser tests ask of the page. */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

/** The sources of the current notebook's cells, from the live model. */
export function sources(page: IJupyterLabPageFixture): Promise<string[]> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      content: { model: { sharedModel: { cells: { getSource(): string }[] } } };
    };
    return panel.content.model.sharedModel.cells.map(c => c.getSource());
  });
}

/** The folder that the server of the tests serves, for looking at files that the Contents API hides. */
export async function serverRoot(page: IJupyterLabPageFixture): Promise<string> {
  const text = await page.locator('#jupyter-config-data').first().textContent();
  return (JSON.parse(text ?? '{}') as { serverRoot: string }).serverRoot;
}

/** Runs a command without arguments. */
export const run = (page: IJupyterLabPageFixture, command: string): Promise<unknown> =>
  page.evaluate(id => window.jupyterapp.commands.execute(id), command);

/** Starts a command and does not wait for its end. */
export const start = (page: IJupyterLabPageFixture, command: string): Promise<void> =>
  page.evaluate(id => void window.jupyterapp.commands.execute(id), command);
