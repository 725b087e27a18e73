// One runner for every test that needs no browser; a folder is a project so that one can be run alone.
import { defineConfig } from 'vitest/config';
import { vitestReport } from './scripts/test/vitest-report.ts';

const projects = [
  'architecture',
  'contract',
  'core',
  'server',
  'renderer',
  'shell',
  'scripts',
  'support',
  'words',
] as const;

export default defineConfig({
  test: {
    projects: projects.map((name) => ({
      extends: true as const,
      test: {
        name,
        include: [`test/${name}/**/*.test.{ts,tsx}`],
        environment: 'node',
        testTimeout: 120_000,
        hookTimeout: 120_000,
      },
    })),
    maxWorkers: 2,
    reporters: ['default', vitestReport()],
  },
});
