// Mutation testing of the rules: each small change to server/domain has to be noticed by a test.
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: ['server/domain/**/*.ts'],
  // The contract, the store and the rules need each other's files, and nothing of the app. The tsconfigs stay away as well:
  // Stryker rewrites those it finds by way of an API that TypeScript 7 does not have.
  ignorePatterns: ['*', '!server/**', '!test/**', '!*.config.ts', '!package.json', '!scripts/**'],
  coverageAnalysis: 'perTest',
  reporters: ['clear-text', 'html', 'json'],
  htmlReporter: { fileName: 'bench/results/mutation.html' },
  jsonReporter: { fileName: 'bench/results/mutation.json' },
  tempDirName: '.tmp-mutation',
  concurrency: 2,
  timeoutMS: 20_000,
  allowEmpty: false,
  disableTypeChecks: false,
};
