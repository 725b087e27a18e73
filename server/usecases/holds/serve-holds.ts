// The holds API over the charge engine: puts its questions to the engine, and the answers into the API's own words.
// Only a hold's maker may see or end it; to anyone else it does not exist.
import type { z } from 'zod';
import type { HoldId, HoldRequest, Usage } from '../../contract/holds/holds.ts';
import { toHold } from '../../domain/holds/hold.ts';
import { invariant } from '../../lib/invariant.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Caller } from '../caller.ts';
import type { HoldAnswered } from './hold-answered.ts';
import type { ChargeAnswer, ChargeEngine, HoldFound } from './charge.ts';
import { holderOf } from './holder.ts';
import { toEstimate, toUsage } from './metered-usage.ts';

type HoldAsked = z.infer<typeof HoldRequest>;
type CaptureAsked = readonly [caller: Caller, id: HoldId, usage: z.infer<typeof Usage>, outcome: string];

type Deps = { readonly engine: ChargeEngine; readonly config: Pick<UsecaseConfig, 'holdTtlMs' | 'holdAgeMaxMs'> };

export function serveHolds({ engine, config }: Deps) {
  return {
    async reserve(caller: Caller, { id, model, venue, estimate }: HoldAsked): Promise<HoldAnswered | Refused> {
      const answer = await engine.hold({
        id,
        holder: holderOf(caller),
        caller,
        work: { kind: 'model', model, venue, route: null },
        estimate: toEstimate(estimate),
        ttlMs: config.holdTtlMs,
        keepsRefusals: true,
      });
      return toAnswer(answer);
    },
    async capture(...[caller, id, usage, outcome]: CaptureAsked): Promise<HoldAnswered | Refused> {
      const ending = { kind: 'capture', usage: toUsage(usage), outcome } as const;
      return toFound(await engine.end({ id, holder: holderOf(caller) }, ending, caller));
    },
    async release(caller: Caller, id: HoldId, reason: string | null): Promise<HoldAnswered | Refused> {
      const ending = { kind: 'release', reason: reason ?? 'released' } as const;
      return toFound(await engine.end({ id, holder: holderOf(caller) }, ending, caller));
    },
    /** `ms` from now, null for the usual time; bounded, and never shorter than it was. Ended holds stay ended. */
    async extend(caller: Caller, id: HoldId, ms: number | null): Promise<HoldAnswered | Refused> {
      const bounds = { ttlMs: ms ?? config.holdTtlMs, ageMaxMs: config.holdAgeMaxMs };
      return toFound(await engine.extend({ id, holder: holderOf(caller) }, bounds, caller));
    },
    async read(caller: Caller, id: HoldId): Promise<HoldAnswered | Refused> {
      return toFound(await engine.read({ id, holder: holderOf(caller) }, caller));
    },
  };
}

function toAnswer(answer: ChargeAnswer): HoldAnswered | Refused {
  switch (answer.kind) {
    case 'held':
    case 'repeated': {
      const { remaining, plan } = answer.stands;
      return { kind: 'answered', hold: toHold(answer.hold), isNew: answer.kind === 'held', remaining, plan };
    }
    case 'refused':
      return answer.refused;
    case 'conflict':
      return refusal('idempotency_conflict', { reason: 'hold' });
    case 'payer_unknown':
      return refusal('token_rejected', { reason: 'unknown' });
  }
}

function toFound(found: HoldFound): HoldAnswered | Refused {
  if (found.kind === 'hold_unknown') return refusal('hold_not_found', {});
  const { hold, stands } = found;
  invariant(stands !== null, 'the caller was not looked at');
  return { kind: 'answered', hold: toHold(hold), isNew: false, remaining: stands.remaining, plan: stands.plan };
}
