import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const TABS = ['coverage', 'hotspots', 'today', 'council'];
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Opens a tab and waits for its list and for a drawn map; gives back what was asked of other hosts. */
async function open(page: Page, tab: string): Promise<string[]> {
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

const drawn = (page: Page, layers: string[]) =>
  page.evaluate((l) => (window as unknown as { map: { queryRenderedFeatures(o: object): unknown[] } }).map.queryRenderedFeatures({ layers: l }).length, layers);

for (const tab of TABS) {
  test(`${tab}: no accessibility violation and no request to another host`, async ({ page }) => {
    const foreign = await open(page, tab);
    const axe = await new AxeBuilder({ page }).withTags(WCAG).analyze();
    expect(axe.violations).toEqual([]);
    expect(foreign).toEqual([]);
  });
}

test('the map draws streets and wards', async ({ page }) => {
  await open(page, 'coverage');
  await expect.poll(() => drawn(page, ['streets'])).toBeGreaterThan(10);
  await expect.poll(() => drawn(page, ['wards-fill'])).toBeGreaterThan(0);
});

test('hotspots are drawn and listed', async ({ page }) => {
  await open(page, 'hotspots');
  await expect.poll(() => drawn(page, ['hotspots-fill'])).toBeGreaterThan(0);
  expect(await page.locator('.cards > li').count()).toBeGreaterThan(0);
});

test('a PCSO selected on Today has a day with times and the address keeps the choice', async ({ page }) => {
  await open(page, 'today');
  await expect.poll(() => drawn(page, ['routes-line'])).toBeGreaterThan(0);
  await expect.poll(() => drawn(page, ['stops-dot'])).toBeGreaterThan(0);
  await page.locator('.timeline button').first().click();
  await expect(page.locator('.day li time').first()).toHaveText(/^\d\d:\d\d$/);
  await expect(page).toHaveURL(/officer=/);
});

test('nothing is cut off at 320 px', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, 'today');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
