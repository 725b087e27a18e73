// Ends a hold, or reads it. Only its maker may; to anyone else it does not exist.
// A capture or release that finds the hold ended, or past its time, answers with how it ended and changes nothing.
import type { HoldSeen, HoldStore } from '../../storage/holds/hold-store.ts';
import type { HoldId, Usage } from '../../contract/holds/holds.ts';
import { type EndedHold, type HoldEnding, endHold, extendHold, isHoldDue, toHold } from '../../domain/holds/hold.ts';
import { invariant } from '../../lib/invariant.ts';
import { holderOf } from './holder.ts';
import { toUsage } from './metered-usage.ts';
import { type PlanDesk, recounted } from '../plans/plan-desk.ts';
import { refusal, type Refused } from '../refusal.ts';
import { allowanceRule, freeRemaining, planRemaining, walletRemaining, withCounts } from './remaining.ts';
import { sentences } from '../sentences.ts';
import type { Clock } from '../../lib/clock.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { z } from 'zod';
import type { Caller } from '../caller.ts';
import type { HoldAnswered } from './hold-answered.ts';

type CaptureAsked = readonly [caller: Caller, id: HoldId, usage: z.infer<typeof Usage>, outcome: string];

type EndDeps = {
  readonly storage: Pick<HoldStore, 'endHold' | 'readHold'>;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
  readonly desk: PlanDesk;
};
type Answer = HoldAnswered | Refused;

export function endHolds({ storage, clock, config, desk }: EndDeps) {
  /** `change` gives what to write, null where the hold is no longer what it was asked for. */
  function change(
    caller: Caller,
    id: HoldId,
    work: (seen: HoldSeen, now: number) => EndedHold | null,
  ): Promise<Answer> {
    const holder = holderOf(caller);
    const decide = (seen: HoldSeen | null) => {
      if (seen?.hold.holder !== holder)
        return { write: null, answer: refusal('hold_not_found', sentences.holdUnknown) };
      const now = clock.now();
      const write = work(seen, now);
      return { write, answer: answered(caller, write === null ? seen : after(seen, write), now) };
    };
    return storage.endHold<Answer>(id, decide, desk.ask(caller, clock.now()));
  }

  function end(caller: Caller, id: HoldId, asked: HoldEnding): Promise<Answer> {
    return change(caller, id, ({ hold, wallet, allowances }, now) => endHold(hold, asked, { now, wallet, allowances }));
  }

  function answered(caller: Caller, { hold, wallet, allowances, plan }: HoldSeen, now: number): HoldAnswered {
    invariant(plan !== null, 'no plan was looked at');
    const standing = desk.standing(desk.planFor(caller, plan), plan);
    const remaining = remainingOf({ hold, wallet, allowances, plan }, config, now);
    return { kind: 'answered', hold: toHold(hold), isNew: false, remaining, plan: standing };
  }

  return {
    capture: (...[caller, id, usage, outcome]: CaptureAsked): Promise<Answer> =>
      end(caller, id, { kind: 'capture', usage: toUsage(usage), outcome }),
    release: (caller: Caller, id: HoldId, reason: string | null): Promise<Answer> =>
      end(caller, id, { kind: 'release', reason: reason ?? 'released' }),
    /** `ms` from now, null for the usual time; bounded, and never shorter than it was. Ended holds stay ended. */
    extend: (caller: Caller, id: HoldId, ms: number | null): Promise<Answer> =>
      change(caller, id, ({ hold, wallet, allowances }, now) => {
        const asked = { now, until: now + (ms ?? config.holdTtlMs), ageMaxMs: config.holdAgeMaxMs };
        // Nothing to extend any more: if its time is up and nobody has said so yet, this does.
        return extendHold(hold, asked) ?? endHold(hold, { kind: 'expire' }, { now, wallet, allowances });
      }),
    async read(caller: Caller, id: HoldId): Promise<Answer> {
      const now = clock.now();
      const seen = await storage.readHold(id, desk.ask(caller, now));
      if (seen?.hold.holder !== holderOf(caller)) return refusal('hold_not_found', sentences.holdUnknown);
      if (seen.hold.state === 'held' && isHoldDue(seen.hold, now)) return end(caller, id, { kind: 'expire' });
      return answered(caller, seen, now);
    },
  };
}

/** What there is once a change has been written. */
function after(seen: HoldSeen, { hold, posting, allowances, givenBack }: EndedHold): HoldSeen {
  return {
    hold,
    wallet: posting?.after ?? seen.wallet,
    allowances: withCounts(seen.allowances, allowances),
    plan: seen.plan === null ? null : { ...seen.plan, counts: recounted(seen.plan.counts, givenBack, -1) },
  };
}

/** Expires every hold that is due, in rounds of a bounded size; returns how many. */
export async function sweepHolds({
  storage,
  clock,
  config,
}: {
  readonly storage: Pick<HoldStore, 'dueHolds' | 'endHold'>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'holdTtlMs' | 'holdAgeMaxMs'>;
}): Promise<number> {
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

function remainingOf(seen: HoldSeen, config: UsecaseConfig, now: number): HoldAnswered['remaining'] {
  switch (seen.hold.payer.kind) {
    case 'wallet':
      return walletRemaining(seen.wallet);
    case 'free':
      return freeRemaining(seen.allowances, allowanceRule(config), now);
    case 'plan':
      return planRemaining;
  }
}
