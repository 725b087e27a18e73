// How much a server may send: a reserve that is used up by what comes and fills up again over time. A server may talk for days, and not flood.
import type { Clock } from '../ports.ts';

export type FlowBudget = {
  /** Whether so much may still come; once it may not, nothing may. */
  take(bytes: number): boolean;
};

export type FlowBounds = {
  /** At once, after a rest. */
  readonly burstBytes: number;
  readonly bytesPerS: number;
};

/** Four of the largest answers at once; what a screenshot a second takes. */
export const flowBounds: FlowBounds = { burstBytes: 16_777_216, bytesPerS: 2_097_152 };

export function createFlowBudget(clock: Pick<Clock, 'now'>, { burstBytes, bytesPerS }: FlowBounds): FlowBudget {
  let left = burstBytes;
  let at = clock.now();
  let isSpent = false;
  return {
    take(bytes) {
      const now = clock.now();
      left = Math.min(burstBytes, left + (Math.max(0, now - at) * bytesPerS) / 1000) - bytes;
      at = now;
      isSpent ||= left < 0;
      return !isSpent;
    },
  };
}
