// What an answer cost, for whoever paid for it. To anybody else it does not exist.
import type { HoldId } from '../../contract/holds/holds.ts';
import type { HostedCharge } from '../../contract/hosted/hosted.ts';
import { type HoldRecord, toHold } from '../../domain/holds/hold.ts';
import type { Caller } from '../caller.ts';
import type { ChargeEngine, HoldFound } from '../holds/charge.ts';
import { hostedHolder } from '../holds/holder.ts';
import { refusal, type Refused } from '../refusal.ts';
import { triesOf } from './hosted-ids.ts';

export type ChargeRead = { readonly kind: 'read'; readonly charge: HostedCharge };

export function readCharge({ engine }: { readonly engine: Pick<ChargeEngine, 'read'> }) {
  /** `id`: a charge's own, or the Idempotency-Key that led to it; the try that was charged is the answer, else the last. */
  return async (caller: Caller, id: HoldId): Promise<ChargeRead | Refused> => {
    const holder = hostedHolder(caller);
    const { tries, at } = triesOf(id, holder);
    let last: HoldFound = { kind: 'hold_unknown' };
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const found = await engine.read({ id: at(attempt), holder }, null);
      if (found.kind === 'hold_unknown') break;
      last = found;
      if (found.hold.state === 'held' || found.hold.state === 'captured') break;
    }
    return last.kind === 'found' ? { kind: 'read', charge: toHostedCharge(last.hold) } : refusal('hold_not_found', {});
  };
}

export function toHostedCharge(hold: HoldRecord): HostedCharge {
  const { outcome, priceRule, usage } = hold;
  return {
    ...toHold(hold),
    outcome,
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    price_rule: priceRule,
    cached_tokens: usage.cachedTokens ?? 0,
    reasoning_tokens: usage.reasoningTokens ?? 0,
  };
}
