// From a chat request to the hold that covers it, or to the no that it gets instead.
import type { HolderKey, HoldRecord } from '../../domain/holds/hold.ts';
import type { MeteredUsage } from '../../domain/holds/price.ts';
import type { Caller } from '../caller.ts';
import type { ChargeAnswer, ChargeEngine, Stands } from '../holds/charge.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { RequestBound } from './bound-of-request.ts';
import type { HostedIds } from './hosted-ids.ts';

export type HoldAsked = {
  readonly caller: Caller;
  readonly holder: HolderKey;
  readonly ids: HostedIds;
  readonly model: string;
  readonly route: string;
  readonly bound: RequestBound;
  /** What the same request may use at the most with another model; null: that one is not offered. */
  readonly boundOn: (model: string) => RequestBound | null;
  /** What the caller expects to use; null: they do not say. */
  readonly hints: MeteredUsage | null;
  readonly ttlMs: number;
};

export type HoldTaken = { readonly kind: 'held'; readonly hold: HoldRecord; readonly stands: Stands };

export async function takeHostedHold(
  asked: HoldAsked,
  engine: Pick<ChargeEngine, 'hold'>,
): Promise<HoldTaken | Refused> {
  const answer = await firstUncharged(asked, engine);
  switch (answer.kind) {
    case 'held':
      return { kind: 'held', hold: answer.hold, stands: answer.stands };
    case 'repeated': {
      const { hold, stands } = answer;
      const isOpen = hold.state === 'held';
      return { ...(isOpen ? refusal('idempotency_in_progress', { retry_after_s: 1 }) : settled), ...stands };
    }
    case 'conflict':
      return { ...refusal('idempotency_conflict', { reason: 'key' }), ...answer.stands };
    case 'refused':
      return isUnsold(answer.refused) ? refusal('model_not_offered', { model: asked.model }) : answer.refused;
    case 'payer_unknown':
      return refusal('token_rejected', { reason: 'unknown' });
  }
}

const settled = refusal('idempotency_settled', {});

/** A try that was released or has expired was not charged, so a repeat of its key may be served under the next id. */
async function firstUncharged(asked: HoldAsked, engine: Pick<ChargeEngine, 'hold'>): Promise<ChargeAnswer> {
  const { caller, holder, ids, model, route, hints, ttlMs } = asked;
  let last: ChargeAnswer = { kind: 'payer_unknown' };
  for (let attempt = 0; attempt < ids.tries; attempt += 1) {
    const answer = await engine.hold({
      id: ids.at(attempt),
      caller,
      holder,
      work: { kind: 'model', model, venue: 'hosted', route },
      estimate: estimateOf(asked.bound),
      hints,
      estimateOn: (other) => {
        const bound = asked.boundOn(other);
        return bound && estimateOf(bound);
      },
      ttlMs,
      isNewId: ids.tries === 1,
      // A payer who has bought credits by now may ask again under the same key.
      keepsRefusals: false,
    });
    if (answer.kind !== 'repeated' || answer.hold.state === 'held' || answer.hold.state === 'captured') return answer;
    last = { kind: 'conflict', stands: answer.stands };
  }
  return last;
}

function estimateOf({ promptTokens, outputTokens, images }: RequestBound): MeteredUsage {
  return { promptTokens, completionTokens: outputTokens, durationMs: 0, images };
}

/** No rule prices it, or one prices what nobody can bound, such as seconds. */
function isUnsold({ code, params }: Refused): boolean {
  return code === 'model_unknown' || ('reason' in params && params.reason === 'estimate_missing');
}
