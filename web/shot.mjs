// node shot.mjs URL OUT.png [width height]: a picture of the page once its map is drawn.
import { chromium } from '@playwright/test';
import { args } from './tests/chromium.mjs';

const [url, out, w = '1440', h = '900'] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
const page = await browser.newPage({ viewport: { width: +w, height: +h } });
page.on('console', (m) => m.type() === 'error' && console.error('console:', m.text()));
page.on('pageerror', (e) => console.error('pageerror:', e.message));
await page.goto(url);
await page.waitForFunction(() => document.body.dataset.mapIdle === '1', null, { timeout: 30_000 });
await page.waitForTimeout(500);
await page.screenshot({ path: out });
await browser.close();
