import { defineConfig } from '@playwright/test';
import { args } from './tests/chromium.mjs';

/** The server is started by whoever runs the tests; its address is in FOOTBEAT_URL. */
export default defineConfig({
  testDir: 'tests',
  // Maps are drawn without a graphics card here, and the machine may have other work.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 1,
  reporter: 'list',
  use: {
    baseURL: process.env.FOOTBEAT_URL ?? 'http://127.0.0.1:8124',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args },
  },
});
