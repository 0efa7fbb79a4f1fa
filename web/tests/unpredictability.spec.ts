import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { Unpredictability } from '../src/api';
import { WCAG, drawn, open } from './page';

const PANEL = 'hotspots?show=unpredictability';

/** What the server says of a day; today's if none is given. */
async function told(page: Page, date?: string): Promise<Unpredictability> {
  const answer = await page.request.get(`/api/unpredictability${date ? `?date=${date}` : ''}`);
  expect(answer.ok()).toBe(true);
  return (await answer.json()) as Unpredictability;
}

const rows = (page: Page, table: number) => page.locator('.list table').nth(table).locator('tbody tr');
const texts = async (page: Page, table: number) => (await rows(page, table).allInnerTexts()).map((t) => t.replaceAll(/\s+/g, ' '));
/** A share in whole per cent; near a limit the page may tell a tenth, which this test does not repeat. */
const shown = (share: number | null, limit: number) => (share == null ? '–' : Math.abs(share - limit) < 0.01 ? '%' : `${Math.round(share * 100)} %`);
const VERDICT = { meets: 'meets limit', misses: 'misses limit', too_few: 'too few' };

test('the panel shows what the server says, row by row', async ({ page }) => {
  await open(page, PANEL);
  const r = await told(page);
  expect(r.published.length).toBeGreaterThanOrEqual(9);
  await expect(page.locator('.list')).toContainText(`${r.published.length} days with a published plan`);
  const hotspots = await texts(page, 0);
  expect(hotspots).toHaveLength(r.hotspots.length);
  expect(r.hotspots.some((h) => h.verdict !== 'too_few')).toBe(true);
  for (const [i, h] of r.hotspots.entries()) {
    expect(hotspots[i]).toContain(h.name.replaceAll(/\s+/g, ' '));
    expect(hotspots[i]).toContain(` ${h.visits} `);
    expect(hotspots[i]).toContain(shown(h.entropy_share, r.limits.entropy_share));
    expect(hotspots[i]).toContain(VERDICT[h.verdict]);
    expect(h.by_hour.reduce((a, b) => a + b)).toBe(h.visits);
    const strip = rows(page, 0).nth(i).getByRole('img');
    await expect(strip.locator('rect')).toHaveCount(h.by_hour.filter((n) => n > 0).length);
    await expect(strip).toHaveAttribute('aria-label', new RegExp(`^${String(h.by_hour.findIndex((n) => n > 0)).padStart(2, '0')}:00 `));
  }
  const officers = await texts(page, 1);
  expect(officers).toHaveLength(r.officers.length);
  expect(r.officers.some((o) => o.verdict !== 'too_few')).toBe(true);
  for (const [i, o] of r.officers.entries()) {
    expect(officers[i]).toContain(`${o.days} ${o.alike_on.length} of ${o.compared} ${shown(o.alike_share, r.limits.alike_share)}`.replace(/ %$/, ''));
    expect(officers[i]).toContain(VERDICT[o.verdict]);
  }
});

test('the tables are sorted by mouse and keyboard, and the address keeps how', async ({ page }) => {
  await open(page, PANEL);
  const visits = async () => (await rows(page, 0).locator('td:nth-child(3)').allInnerTexts()).map(Number);
  const head = page.getByRole('button', { name: /^Visits/ });
  await head.click();
  const down = await visits();
  expect(down).toEqual([...down].sort((a, b) => b - a));
  await expect(page.locator('th[aria-sort="descending"]').first()).toContainText('Visits');
  await head.press('Enter');
  const up = await visits();
  expect(up).toEqual([...up].sort((a, b) => a - b));
  expect(up).not.toEqual(down);
  await expect(page).toHaveURL(/sort=visits/);
  await page.reload();
  await expect.poll(visits).toEqual(up);
  await page.getByRole('button', { name: /^PCSO/ }).first().click();
  const names = await rows(page, 1).locator('th').allInnerTexts();
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en-GB', { numeric: true })));
});

test('a row shows its hotspot on the map, by mouse and by keyboard', async ({ page }) => {
  await open(page, PANEL);
  const r = await told(page);
  const near = (at: [number, number]) =>
    page.evaluate(([lon, lat]) => {
      const { map } = window as unknown as { map: { getBounds(): { contains(p: [number, number]): boolean }; getZoom(): number } };
      return map.getBounds().contains([lon, lat]) && map.getZoom() > 13;
    }, at);
  const [first, second] = r.hotspots;
  // Anywhere on the row: the bars too.
  await rows(page, 0).first().locator('td').first().click({ force: true });
  await expect(page.locator('.facts h2')).toContainText(first!.name);
  await expect(page.locator('.facts')).toContainText(/80.% or more/);
  await expect.poll(() => near(first!.at)).toBe(true);
  await expect.poll(() => drawn(page, ['hotspots-on'])).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await expect(page.locator('.facts')).toHaveCount(0);
  await rows(page, 0).nth(1).getByRole('button').press('Enter');
  await expect(page.locator('.facts h2')).toContainText(second!.name);
  await expect.poll(() => near(second!.at)).toBe(true);
  await rows(page, 1).first().getByRole('button').click();
  await expect(page.locator('.facts')).toContainText('Days of duty in 28 days');
});

test('few published days: how many are there and how many are needed', async ({ page }) => {
  await open(page, PANEL);
  const first = (await told(page)).published[0]!;
  await page.goto(`/#/${PANEL}&date=${first}`);
  await expect(page.locator('.list .empty')).toContainText(/1 of these 28 days has a published plan.*At least 5 more/);
  await expect(rows(page, 0).first()).toContainText('too few');
  await page.goto(`/#/${PANEL}&date=2020-01-01`);
  await expect(page.locator('.list .empty')).toContainText(/None of these 28 days.*At least 6 published days/);
  await expect(page.locator('.list table')).toHaveCount(0);
});

test("today's page says it in short and leads there; a council is never told", async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (r) => asked.push(r.url()));
  await open(page, 'council');
  expect(asked.filter((u) => u.includes('unpredictability'))).toEqual([]);
  await open(page, 'today');
  await page.getByRole('link', { name: 'Unpredictability' }).click();
  await expect(page.getByRole('heading', { name: 'Unpredictability', level: 1 })).toBeVisible();
  await expect(rows(page, 0).first()).toBeVisible();
});

test('the panel: no accessibility violation', async ({ page }) => {
  const foreign = await open(page, PANEL);
  await expect(rows(page, 0).first()).toBeVisible();
  expect((await new AxeBuilder({ page }).withTags(WCAG).analyze()).violations).toEqual([]);
  expect(foreign).toEqual([]);
});

for (const width of [390, 320]) {
  test(`the panel: nothing is cut off at ${width} px, and what is touched is large enough`, async ({ page }) => {
    await page.setViewportSize({ width, height: 700 });
    await open(page, PANEL);
    await expect(rows(page, 0).first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const small = await page.locator('.list :is(button, summary, select):visible').evaluateAll((all) =>
      all.filter((e) => e.getBoundingClientRect().height < 44).map((e) => `${e.className} ${e.textContent}`),
    );
    expect(small).toEqual([]);
  });
}

test('the panel is printed with its tables, bars and verdicts, without its switches', async ({ page }) => {
  await open(page, PANEL);
  await expect(rows(page, 0).first()).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.list h1')).toBeVisible();
  await expect(rows(page, 0).first().getByRole('img')).toBeVisible();
  await expect(rows(page, 0).first()).toContainText(/limit|too few/);
  await expect(rows(page, 1).first()).toBeVisible();
  await expect(page.locator('.list .choice')).toBeHidden();
  expect(await page.locator('.list').evaluate((e) => e.scrollWidth <= e.clientWidth)).toBe(true);
});
