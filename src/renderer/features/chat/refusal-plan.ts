// What can be done about the server's no. Pure; the words are the contract's and the server's.
import type { AccountState, Credits } from '../../../preload/contract/account.ts';
import type { PayerChoice } from '../../../preload/contract/person.ts';
import type { Refusal } from '../../../preload/contract/failure.ts';

export type RefusalPlan = {
  /** The main thing to do. */
  readonly main: 'buy' | 'try_again' | 'settings' | 'sign_in';
  /** Another try stands beside it, from `Refusal.retryAt` on where that is set. */
  readonly offersRetry: boolean;
  /** Epoch milliseconds from which another try can succeed; null: now. */
  readonly retryAt: number | null;
};

type No = Pick<Refusal, 'code' | 'retryAt'> & { readonly payer?: PayerChoice | undefined };

/** `credits`: as they are now; they may have come since the no. */
export function planRefusal({ code, retryAt, payer }: No, credits: Credits | null): RefusalPlan {
  switch (code) {
    case 'free_exhausted':
    case 'credits_exhausted':
      return canPay(credits)
        ? { main: 'try_again', offersRetry: false, retryAt: null }
        : { main: 'buy', offersRetry: true, retryAt };
    // A person's wallet pays for what their plan does not include; of a token, no credits raise the plan.
    case 'quota_exhausted':
    case 'daily_limit_reached':
    case 'budget_exhausted':
      return payer !== 'account' || credits?.mode === 'pro'
        ? { main: 'try_again', offersRetry: false, retryAt: payer === 'account' ? null : retryAt }
        : { main: 'buy', offersRetry: true, retryAt };
    case 'rate_limited':
    case 'plan_rate_limited':
    case 'grace_exhausted':
    case 'rejected':
    case 'token_unreadable':
    case 'hold_ended':
    case 'order_differs':
    case 'payee_changed':
    case 'pack_gone':
    case 'amounts_gone':
    case 'amount_outside':
    case 'page_not_loaded':
    case 'page_unsafe':
      return { main: 'try_again', offersRetry: false, retryAt };
    case 'sign_in_away':
    case 'account_refused':
      return { main: 'try_again', offersRetry: false, retryAt: null };
    case 'signed_out':
      return credits?.mode === 'unknown'
        ? { main: 'sign_in', offersRetry: true, retryAt: null }
        : { main: 'try_again', offersRetry: false, retryAt: null };
    case 'token_rejected':
      return canPay(credits)
        ? { main: 'try_again', offersRetry: false, retryAt: null }
        : { main: 'settings', offersRetry: true, retryAt };
    case 'model_unknown':
      return { main: 'settings', offersRetry: true, retryAt };
  }
}

/** Another plan would have more of what is used up. */
export function isOfPlan(code: Refusal['code']): boolean {
  return code === 'quota_exhausted' || code === 'daily_limit_reached' || code === 'free_exhausted';
}

export function hasPlans(account: AccountState | null): boolean {
  return account?.link.kind === 'online' && account.link.config.subscriptions.length > 0;
}

function canPay(credits: Credits | null): boolean {
  if (credits === null) return false;
  return (
    credits.mode === 'pro' ||
    credits.mode === 'plan' ||
    (credits.mode === 'free' && credits.free !== null && credits.free.left > 0)
  );
}
