import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { WCAG, drawn, open } from './page';

const TABS = ['coverage', 'hotspots', 'today', 'posts', 'council'];

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

for (const tab of TABS) {
  test(`${tab}: nothing is cut off at 320 px, and what is touched is large enough`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(page, tab);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const small = await page.locator('button:visible, summary:visible, select:visible, nav a, .legend label:visible').evaluateAll((all) =>
      all.filter((e) => e.getBoundingClientRect().height < 44).map((e) => `${e.className} ${e.textContent}`),
    );
    expect(small).toEqual([]);
  });
}

/** The points of the canvas that goes to paper which are not of its first colour, per thousand. */
const inkOnPaper = (page: Page) =>
  page.evaluate(() => {
    window.dispatchEvent(new Event('beforeprint'));
    const paper = document.querySelector<HTMLCanvasElement>('canvas.paper')!;
    const data = paper.getContext('2d')!.getImageData(0, 0, paper.width, paper.height).data;
    let other = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] !== data[0] || data[i + 1] !== data[1] || data[i + 2] !== data[2]) other += 1;
    return (1000 * other) / (data.length / 4);
  });

for (const tab of TABS) {
  test(`${tab}: the names, the map and its legend are printed`, async ({ page }) => {
    await open(page, tab);
    await expect.poll(() => inkOnPaper(page)).toBeGreaterThan(50);
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('canvas.paper')).toBeVisible();
    await expect(page.locator('.legend h2')).toBeVisible();
    await expect(page.locator('header')).toContainText(['Footbeat']);
    const names = page.locator(tab === 'hotspots' ? '.cards h2 button' : tab === 'today' ? '.timeline b' : 'tbody th');
    await expect(names.first()).toBeVisible();
    if (tab === 'coverage') await expect(page.locator('thead button').first()).toBeVisible();
    for (const closed of await page.locator('details:not([open])').all()) await expect(closed).toBeHidden();
  });
}

test('a ward opens its facts from the list; another period makes them stale', async ({ page }) => {
  await open(page, 'coverage');
  await page.locator('tbody th button').first().click();
  await expect(page.locator('.facts')).toContainText('Recorded patrol within sight');
  await expect(page.locator('.facts')).toContainText(/not seen|not known/);
  await page.getByRole('button', { name: '90 days' }).click();
  await expect(page.locator('.facts')).toHaveCount(0);
});

test('the headline leads to the areas without a recorded patrol', async ({ page }) => {
  await open(page, 'coverage');
  await page.getByRole('button', { name: /^See the/ }).click();
  await expect(page.getByRole('heading', { name: /^Areas with no recorded patrol/ })).toBeFocused();
});

test('the legend switches layers, and the address keeps the choice', async ({ page }) => {
  await open(page, 'coverage');
  await page.getByLabel('hotspots').check();
  await expect.poll(() => drawn(page, ['hotspots-line'])).toBeGreaterThan(0);
  await expect(page).toHaveURL(/layers=/);
  await page.getByLabel('streets and their names').uncheck();
  await expect.poll(() => drawn(page, ['streets'])).toBe(0);
});

test('a link to a PCSO shows that day, a stop is joined to the map, and Escape goes back', async ({ page }) => {
  await open(page, 'today');
  await page.locator('.timeline button').first().click();
  await expect(page).toHaveURL(/officer=/);
  const officer = new URL(page.url().replace('#/today', '')).searchParams.get('officer');
  await page.goto('about:blank');
  await page.goto(`/#/today?officer=${officer}`);
  // The map has turned to the route once its position stands in the address.
  await expect(page).toHaveURL(/at=/, { timeout: 30_000 });
  const stop = page.locator('.day li.stop button').first();
  await stop.click();
  await expect.poll(() => drawn(page, ['stops-on'])).toBe(1);
  await page.keyboard.press('Escape');
  await expect.poll(() => drawn(page, ['stops-on'])).toBe(0);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/officer=/);
});

test('a council that pays a part sees its part and its own area first, and no route', async ({ page }) => {
  await open(page, 'council?council=stanstead-pc');
  await expect(page.locator('.answer')).toContainText(/15.%.*0\.9.post/);
  await expect(page.locator('tbody').first().locator('tr')).toHaveCount(1);
  await expect.poll(() => drawn(page, ['own-scheme'])).toBeGreaterThan(0);
  await expect(page.getByLabel('routes of the day')).toHaveCount(0);
});
