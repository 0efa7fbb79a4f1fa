import { expect, type Page } from '@playwright/test';

export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Opens a tab and waits for its list and for a drawn map; gives back what was asked of other hosts. */
export async function open(page: Page, tab: string): Promise<string[]> {
  const foreign: string[] = [];
  await page.context().route('**', (r) => {
    const u = new URL(r.request().url());
    if (['127.0.0.1', 'localhost'].includes(u.hostname) || ['blob:', 'data:'].includes(u.protocol)) return r.continue();
    foreign.push(u.href);
    return r.abort();
  });
  await page.goto(`/#/${tab}`);
  await expect(page.locator('.list h1')).toBeVisible();
  await page.waitForFunction(() => document.body.dataset['mapIdle'] === '1');
  return foreign;
}

export const drawn = (page: Page, layers: string[]) =>
  page.evaluate((l) => (window as unknown as { map: { queryRenderedFeatures(o: object): unknown[] } }).map.queryRenderedFeatures({ layers: l }).length, layers);
