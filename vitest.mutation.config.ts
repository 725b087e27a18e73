// The tests that judge a mutated rule: the rules' own, and the use cases and the store that stand on them.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/server/domain/**/*.test.ts', 'test/server/usecases/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
  },
});
