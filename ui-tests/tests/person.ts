/** A page as somebody: the server of the tests knows no users, so the page is told who it is. */
import type { Page } from '@playwright/test';

export async function actAs(page: Page, name: string): Promise<void> {
  await page.route('**/api/me**', route =>
    route.fulfill({
      json: {
        identity: {
          username: name.toLowerCase(),
          name,
          display_name: name,
          initials: name[0],
          avatar_url: null,
          color: 'var(--jp-collaborator-color1)'
        },
        permissions: {}
      }
    })
  );
}
