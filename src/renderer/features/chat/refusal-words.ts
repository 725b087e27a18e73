// The server's no as a sentence. The server writes its times in zones of its own, so whatever names a time is said here, by the person's clock. Pure.
import type { Refusal } from '../../../preload/contract/failure.ts';
import { sayWhen } from '../../shared/time-words.ts';

/** `now` in epoch milliseconds. */
export function sayRefused({ code, detail, retryAt }: Refusal, now: number, locale?: string): string {
  if (retryAt === null) return detail;
  const when = retryAt > now ? sayWhen(retryAt, now, locale) : null;
  switch (code) {
    case 'free_exhausted':
      return when === null
        ? 'New free messages are available. Try again.'
        : `Buy credits to continue now, or wait for new free messages ${when}.`;
    case 'quota_exhausted':
      return when === null
        ? 'Your plan’s new month has begun. Try again.'
        : `You have used this month’s messages of your plan. New ones come ${when}. A larger plan has more.`;
    case 'daily_limit_reached':
      return when === null
        ? 'Your plan’s new day has begun. Try again.'
        : `You have used today’s messages of your plan. New ones come ${when}. A larger plan has more.`;
    case 'grace_exhausted':
      return when === null
        ? 'Offline messages are available again. Try again.'
        : `The server can’t be reached, and today’s offline messages are used up. Connect to the network and try again, or wait for new ones ${when}.`;
    case 'credits_exhausted':
    case 'rate_limited':
    case 'plan_rate_limited':
    case 'token_rejected':
    case 'model_unknown':
    case 'rejected':
      return detail;
  }
}
