// What can be done about the server's no. Pure; the words are the contract's and the server's.
import type { Refusal } from '../../../preload/contract/failure.ts';

export type RefusalPlan = {
  /** The main thing to do. */
  readonly main: 'buy' | 'try_again' | 'settings';
  /** Another try stands beside it, from `Refusal.retryAt` on where that is set. */
  readonly offersRetry: boolean;
};

export function planRefusal(code: Refusal['code']): RefusalPlan {
  switch (code) {
    case 'free_exhausted':
    case 'credits_exhausted':
    case 'quota_exhausted':
    case 'daily_limit_reached':
      return { main: 'buy', offersRetry: true };
    case 'rate_limited':
    case 'plan_rate_limited':
    case 'grace_exhausted':
    case 'rejected':
      return { main: 'try_again', offersRetry: false };
    case 'token_rejected':
    case 'model_unknown':
      return { main: 'settings', offersRetry: true };
  }
}
