// Ends a hold, or reads it. Only its maker may; to anyone else it does not exist.
// A capture or release that finds the hold ended, or past its time, answers with how it ended and changes nothing.
import type { HoldId } from '../contract/holds.ts';
import { type HoldEnding, endHold, isHoldDue, toHold } from '../domain/hold.ts';
import type { HoldSeen } from '../storage/storage.ts';
import { refusal } from './refusal.ts';
import { allowanceRule, freeRemaining, planUnknown, walletRemaining, withCounts } from './remaining.ts';
import { holderOf } from './reserve-hold.ts';
import { sentences } from './sentences.ts';
import type { UsecaseConfig } from './usecase-config.ts';
import type { UsecaseDeps } from './usecase-deps.ts';
import type { Caller, HoldAnswered, Refused, Usecases } from './usecases.ts';

export function endHolds(deps: UsecaseDeps): Pick<Usecases['holds'], 'capture' | 'release' | 'read'> {
  const { storage, clock, config } = deps;

  function end(caller: Caller, id: HoldId, asked: HoldEnding): Promise<HoldAnswered | Refused> {
    const holder = holderOf(caller);
    return storage.endHold<HoldAnswered | Refused>(id, (seen) => {
      if (seen?.hold.holder !== holder)
        return { write: null, answer: refusal('hold_not_found', sentences.holdUnknown) };
      const now = clock.now();
      const ended = endHold(seen.hold, asked, { now, wallet: seen.wallet, allowances: seen.allowances });
      if (ended === null) return { write: null, answer: answered(seen, config, now) };
      const after: HoldSeen = {
        hold: ended.hold,
        wallet: ended.posting?.after ?? seen.wallet,
        allowances: withCounts(seen.allowances, ended.allowances),
      };
      return { write: ended, answer: answered(after, config, now) };
    });
  }

  return {
    capture(...[caller, id, usage, outcome]) {
      const metered = {
        promptTokens: usage.prompt_tokens,
        completionTokens: usage.completion_tokens,
        durationMs: usage.duration_ms,
      };
      return end(caller, id, { kind: 'capture', usage: metered, outcome });
    },
    release: (caller, id, reason) => end(caller, id, { kind: 'release', reason: reason ?? 'released' }),
    async read(caller, id) {
      const seen = await storage.readHold(id);
      if (seen?.hold.holder !== holderOf(caller)) return refusal('hold_not_found', sentences.holdUnknown);
      const now = clock.now();
      if (seen.hold.state === 'held' && isHoldDue(seen.hold, now)) return end(caller, id, { kind: 'expire' });
      return answered(seen, config, now);
    },
  };
}

/** Expires every hold that is due, in rounds of a bounded size; returns how many. */
export async function sweepHolds({ storage, clock, config }: UsecaseDeps): Promise<number> {
  const limit = 500;
  let swept = 0;
  for (let round = limit; round === limit;) {
    const now = clock.now();
    const due = await storage.dueHolds({ before: now, after: now + 2 * config.holdTtlMs, limit });
    const expired = await Promise.all(
      due.map((id) =>
        storage.endHold(id, (seen) => {
          const write =
            seen === null
              ? null
              : endHold(seen.hold, { kind: 'expire' }, { now, wallet: seen.wallet, allowances: seen.allowances });
          return { write, answer: write === null ? 0 : 1 };
        }),
      ),
    );
    round = expired.reduce<number>((sum, one) => sum + one, 0);
    swept += round;
  }
  return swept;
}

function answered({ hold, wallet, allowances }: HoldSeen, config: UsecaseConfig, now: number): HoldAnswered {
  const remaining =
    hold.payer.kind === 'wallet' ? walletRemaining(wallet) : freeRemaining(allowances, allowanceRule(config), now);
  return { kind: 'answered', hold: toHold(hold), isNew: false, remaining, plan: planUnknown };
}
