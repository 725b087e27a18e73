import { createMemoryLimits } from '../../../../server/storage/limits/memory-limits.ts';
import { provesLimits } from './conformance.ts';

provesLimits({
  name: 'memory',
  open() {
    const limits = createMemoryLimits();
    return Promise.resolve([limits, limits]);
  },
});
