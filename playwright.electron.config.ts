// The suites on real Electron: the end-to-end suite once more, and what only Electron has. Run by `npm run test:electron`.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  projects: [
    { name: 'electron', testDir: 'test/electron' },
    { name: 'e2e', testDir: 'test/e2e' },
  ],
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/electron/files',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // One at a time: there is one screen, and one window on it has the keyboard.
  workers: 1,
  forbidOnly: (process.env['CI'] ?? '') !== '',
  retries: 0,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] === undefined ? 'list' : [['list'], ['json']],
  use: { trace: 'retain-on-failure' },
});
