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
  // One at a time: each test runs three processes and a browser.
  workers: 1,
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
