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

/** In these nothing is kept in a module, so that a worker loads the code once for all its files: docs/decisions/0049. */
const sharing: readonly string[] = ['core', 'server'];

export default defineConfig({
  test: {
    projects: projects.map((name) => ({
      extends: true as const,
      test: {
        name,
        include: [`test/${name}/**/*.test.{ts,tsx}`],
        environment: 'node',
        isolate: !sharing.includes(name),
        testTimeout: 120_000,
        hookTimeout: 120_000,
        // So long that a busy machine is not taken for a fault: what is waited for comes, and then nothing of it is waited.
        expect: { poll: { timeout: 60_000 } },
      },
    })),
    // One more than the two cores of a small machine: with two workers a tenth of it waited for disks, browsers and other processes.
    maxWorkers: 3,
    reporters: ['default', vitestReport()],
  },
});
