/** Screenshots for looking at, into the folder that ANNEAL_LOOK names. */
import type { Page } from '@playwright/test';
import path from 'node:path';

/** A screenshot for looking at, not for the documentation. */
export async function look(page: Pick<Page, 'screenshot'>, name: string): Promise<void> {
  if (process.env.ANNEAL_LOOK) {
    await page.screenshot({ path: path.join(process.env.ANNEAL_LOOK, `${name}.png`) });
  }
}
