import { expect, test } from '@playwright/test';
import { drawn, open } from './page';

test('areas for so many posts are drawn, listed, and asked for by the address', async ({ page }) => {
  await open(page, 'posts?posts=3');
  await expect.poll(() => drawn(page, ['posts-fill'])).toBeGreaterThan(0);
  const areas = page.locator('table', { has: page.locator('caption', { hasText: 'Areas' }) }).locator('tbody tr');
  await expect(areas).toHaveCount(3);
  await page.getByRole('spinbutton', { name: 'Posts' }).fill('2');
  await page.getByRole('spinbutton', { name: 'Posts' }).blur();
  await expect(areas).toHaveCount(2);
  await expect(page).toHaveURL(/posts=2/);
  await areas.first().getByRole('button').click();
  await expect(page.locator('.facts')).toContainText('Sets out from');
});

test('two deployments are compared ward by ward, sorted and downloaded', async ({ page }) => {
  await open(page, 'posts?posts=2');
  await page.getByLabel('Compare with').selectOption({ label: 'one officer a ward' });
  await expect(page).toHaveURL(/with=by_hand/);
  const table = page.locator('table').last();
  await expect(table.locator('tbody tr').first()).toBeVisible();
  const names = async () => table.locator('tbody th').allTextContents();
  await table.getByRole('button', { name: /^Ward/ }).click();
  const sorted = await names();
  await table.getByRole('button', { name: /^Ward/ }).click();
  expect(await names()).toEqual([...sorted].reverse());
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'The comparison as CSV' }).click();
  expect((await file).suggestedFilename()).toMatch(/\.csv$/);
});

test('the league table is downloaded, and need is told against supply', async ({ page }) => {
  await open(page, 'coverage');
  await expect(page.getByRole('heading', { name: 'Need against supply' })).toBeVisible();
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'GeoJSON' }).first().click();
  expect((await file).suggestedFilename()).toMatch(/\.geojson$/);
});

test('the page says which forecast stands behind the hotspots, and how it did beside plain counts', async ({ page }) => {
  await open(page, 'hotspots');
  await expect(page.locator('.list')).toContainText(/Risk for \w+ \d{4} comes from/);
  await page.getByText('How well it would have done').click();
  const table = page.locator('table', { hasText: 'On weights spread over the street' });
  await expect(table.locator('tbody tr')).toHaveCount(8);
  await expect(table.locator('tbody td').first()).toHaveText(/^\d+\.\d \(\d+\.\d to \d+\.\d\)$/);
});
