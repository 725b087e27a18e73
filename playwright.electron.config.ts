// The suites on real Electron: the end-to-end suite once more, and what only Electron has. Run by `npm run test:electron`.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  projects: [
    { name: 'electron', testDir: 'test/electron' },
    { name: 'e2e', testDir: 'test/e2e' },
  ],
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/electron/files',
  // So long that a busy machine is not taken for a fault: a test that passes waits for none of it.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  // One at a time: there is one screen, and one window on it has the keyboard.
  workers: 1,
  forbidOnly: (process.env['CI'] ?? '') !== '',
  retries: 0,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] === undefined ? 'list' : [['list'], ['json']],
  use: { trace: 'retain-on-failure' },
});
