// The server's no as a sentence. The server writes its times in zones of its own, so whatever names a time is said here, by the person's clock. Pure.
import type { Words } from '../../../words/words.ts';
import type { ProblemParams } from '../../../../server/contract/problem.ts';
import { readRefusalSaid } from '../../../../server/contract/refusal-params.ts';
import type { Refusal } from '../../../preload/contract/failure.ts';
import { sayNo } from '../../shared/trouble-words.ts';
import { sayWhen } from '../../shared/time-words.ts';
import { words } from '../../words.ts';

/** `now` in epoch milliseconds. */
export function sayRefused(refusal: Refusal, now: number, say: Words = words): string {
  const { code, retryAt } = refusal;
  if (retryAt === null) return sayNo(refusal, say);
  const when = retryAt > now ? sayWhen(retryAt, now, say) : null;
  switch (code) {
    case 'free_exhausted':
      return when === null ? say.refusals.free.over : say.refusals.free.until(when);
    case 'quota_exhausted':
      return when === null ? say.refusals.month.over : say.refusals.month.until(when);
    case 'budget_exhausted':
      return when === null ? say.refusals.budget.over : say.refusals.budget.until(when);
    case 'daily_limit_reached':
      return when === null ? say.refusals.dayOver : say.dayUsed(dayParams(refusal), when);
    case 'grace_exhausted':
      return when === null ? say.refusals.offline.over : say.refusals.offline.until(when);
    default:
      return sayNo(refusal, say);
  }
}

/** null: from a server that does not say. */
function dayParams(refusal: Refusal): ProblemParams<'daily_limit_reached'> | null {
  const said = 'problem' in refusal ? readRefusalSaid(refusal.problem, refusal.params) : null;
  return said?.code === 'daily_limit_reached' ? said.params : null;
}
