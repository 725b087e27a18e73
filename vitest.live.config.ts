// The tests against the real world: slow the first time, and skipped with a reason where the world is not here.
import { defineConfig } from 'vitest/config';
import { notHereReporter } from './scripts/test/not-here.ts';
import { vitestReport } from './scripts/test/vitest-report.ts';

const minutes = 60_000;

export default defineConfig({
  test: {
    name: 'live',
    include: ['test/live/**/*.test.ts'],
    environment: 'node',
    testTimeout: 5 * minutes,
    hookTimeout: 90 * minutes,
    expect: { poll: { timeout: 2 * minutes } },
    fileParallelism: false,
    reporters: ['default', notHereReporter(), vitestReport()],
  },
});
