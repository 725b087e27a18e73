// The end-to-end suite: the built app, a fake Ollama and the real companion server, in Chromium or in real Electron.
import { defineConfig } from '@playwright/test';
import { launchOptions } from './test/support/browser.ts';

const isElectron = process.env['TALLYSTICK_E2E'] === 'electron';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // So long that a busy machine is not taken for a fault: a test that passes waits for none of it.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  // Each test runs three processes and a browser, and mostly waits for them: two at a time need little more than half as long. The
  // windows of Electron share one screen and its keyboard, so there it is one.
  workers: isElectron ? 1 : 2,
  forbidOnly: (process.env['CI'] ?? '') !== '',
  retries: 0,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] === undefined ? 'list' : [['list'], ['json']],
  use: {
    ...(isElectron ? {} : { launchOptions: await launchOptions() }),
    trace: 'retain-on-failure',
    viewport: { width: 1180, height: 780 },
    reducedMotion: 'reduce',
  },
});
