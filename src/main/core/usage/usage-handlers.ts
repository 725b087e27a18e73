// The usage part of the contract, answered by the feature.
import { implement } from '@orpc/server';
import { usage } from '../../../preload/contract/usage.ts';
import type { Usage } from './usage.ts';

const os = implement(usage);

export function usageHandlers(feature: Usage) {
  return os.router({ report: os.report.handler(({ input }) => feature.report(input)) });
}
