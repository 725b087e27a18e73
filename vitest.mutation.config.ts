// The tests that judge a mutated rule are the rules' own. Whatever stands on the rules is tested elsewhere: here it would be slow,
// and would hide what the rules' tests let pass.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/server/domain/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
  },
});
