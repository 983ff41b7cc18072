/** Screenshots: for looking at, into the folder that ANNEAL_LOOK names, and for the documentation, with ANNEAL_SCREENSHOTS=1. */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';
import path from 'node:path';

const images = path.resolve(__dirname, '../../docs/images');

/** A screenshot for looking at, not for the documentation. */
export async function look(page: Pick<Page, 'screenshot'>, name: string): Promise<void> {
  if (process.env.ANNEAL_LOOK) {
    await page.screenshot({ path: path.join(process.env.ANNEAL_LOOK, `${name}.png`) });
  }
}

/** A part of the page for the documentation, in both themes. */
export async function partPicture(
  page: IJupyterLabPageFixture,
  part: Locator,
  name: string
): Promise<void> {
  if (process.env.ANNEAL_SCREENSHOTS !== '1') {
    return;
  }
  for (const theme of ['dark', 'light'] as const) {
    await (theme === 'dark' ? page.theme.setDarkTheme() : page.theme.setLightTheme());
    await part.scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    await part.screenshot({ path: path.join(images, `${name}-${theme}.png`) });
  }
}
