// The gate for services: locks and unlocks over the charge engine, for a payer whom the service names.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Lock, LockRequest, UnlockRequest } from '../../contract/gate/gate.ts';
import type { StoredPrice } from '../../contract/holds/prices.ts';
import { type Microcredits, microcreditsPerCredit } from '../../contract/money.ts';
import { type HoldEnding, type HoldRecord, type HoldRef, toHold } from '../../domain/holds/hold.ts';
import { noUsage, type Price } from '../../domain/holds/price.ts';
import { tellPrice, toPrice } from '../../domain/holds/told-price.ts';
import { microcredits } from '../../domain/money.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ChargeAsk, ChargeEngine, HoldFound, Stands, Work } from '../holds/charge.ts';
import { toEstimate, toUsage } from '../holds/metered-usage.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { holdIdOf, lockHolder, lockIdOf, lockIn } from './lock-id.ts';
import type { PayerAsked, PayerFound } from './payer.ts';

export type Locked = {
  readonly kind: 'locked';
  readonly lockId: string;
  readonly lock: z.infer<typeof Lock>;
  readonly isNew: boolean;
  readonly stands: Stands;
};
type Found = { readonly kind: 'found'; readonly lock: z.infer<typeof Lock> };

type Deps = {
  readonly engine: ChargeEngine;
  readonly findPayer: (asked: PayerAsked) => Promise<PayerFound>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'holdTtlMs' | 'holdAgeMaxMs'>;
};

export function serveGate({ engine, findPayer, clock, config }: Deps) {
  return {
    async lock(asked: LockRequest): Promise<Locked | Refused> {
      const work = workOf(asked);
      if ('code' in work) return work;
      const payer = await findPayer({ payer: asked.payer, team: asked.team ?? null, plan: asked.plan ?? null });
      if (payer.kind === 'refused') return payer;
      const question = { caller: payer.caller, work, estimate: toEstimate(asked.estimate) };
      const ref = lockRef(asked.id, question);
      const answer = await engine.hold({
        ...ref,
        ...question,
        ttlMs: asked.ttl_ms ?? config.holdTtlMs,
        // A payer who has credits by now may ask again under the same id.
        keepsRefusals: false,
      });
      switch (answer.kind) {
        case 'held':
        case 'repeated': {
          const { hold, stands } = answer;
          const lock = toLock(hold, clock.now());
          return { kind: 'locked', lockId: lockIdOf(ref), lock, isNew: answer.kind === 'held', stands };
        }
        case 'refused':
          return answer.refused;
        case 'conflict':
          return refusal('idempotency_conflict', { reason: 'hold' });
        case 'payer_unknown':
          return refusal('wallet_not_found', {});
      }
    },
    async unlock({ lock_id: lockId, ...asked }: UnlockRequest): Promise<Found | Refused> {
      const ref = lockIn(lockId);
      const ending = endingOf(asked);
      if (ref === null) return refusal('hold_not_found', {});
      if ('code' in ending) return ending;
      return toFound(await engine.end(ref, ending, null));
    },
    async extend(lockId: string, ttlMs: number | null, ageMaxMs: number | null): Promise<Found | Refused> {
      const ref = lockIn(lockId);
      if (ref === null) return refusal('hold_not_found', {});
      const bounds = { ttlMs: ttlMs ?? config.holdTtlMs, ageMaxMs: ageMaxMs ?? config.holdAgeMaxMs };
      return toFound(await engine.extend(ref, bounds, null));
    },
  };
}

/** What is sold. A request that says it in two ways is refused. */
function workOf({ amount, amount_microcredits: whole, model, price, venue, name }: LockRequest): Work | Refused {
  const route = name ?? 'balance lock';
  const said: readonly (readonly [field: string, Work])[] = [
    ...(amount === undefined ? [] : [['amount', flat(route, creditsIn(amount))] as const]),
    ...(whole === undefined ? [] : [['amount_microcredits', flat(route, whole)] as const]),
    ...(price === undefined ? [] : [['price', { kind: 'route', route, price: toPrice(price) }] as const]),
    ...(model === undefined ? [] : [['model', { kind: 'model', model, venue, route: name ?? null }] as const]),
  ];
  const [first, second] = said;
  if (first === undefined) return refusal('invalid_request', { reason: 'field_missing', field: 'amount' });
  if (second === undefined) return first[1];
  return refusal('invalid_request', { reason: 'either_field', field: first[0], other: second[0] });
}

function flat(route: string, amount: Microcredits): Work {
  return { kind: 'route', route, price: flatPrice(amount) };
}

function flatPrice(amount: Microcredits): Price {
  return { kind: 'flat', perRequest: amount };
}

/** Takes what `CreditsText` has let through. */
function creditsIn(text: string): Microcredits {
  const [whole = '', fraction = ''] = text.split('.');
  return microcredits(Number(whole) * microcreditsPerCredit + Number(fraction.padEnd(6, '0')));
}

/** The hold's id is made of the service's, and its holder of all that was asked: another question under the same id is a conflict. */
function lockRef(id: string, { caller, work, estimate }: Asked): HoldRef {
  const sold = work.kind === 'route' ? { ...work, price: tellPrice(work.price) } : work;
  const question = JSON.stringify([payerIn(caller), sold, estimate]);
  const digest = createHash('sha256').update(question).digest('base64url').slice(0, 22);
  return { id: holdIdOf(id), holder: lockHolder(digest) };
}

type Asked = Pick<ChargeAsk, 'caller' | 'work' | 'estimate'>;

/** The same payer may be named in several ways. A key's budget starts again from time to time, and it is still the same payer. */
function payerIn(caller: ChargeAsk['caller']): object {
  return caller.kind === 'user' ? { ...caller, key: caller.key?.id ?? null } : caller;
}

function endingOf(asked: Omit<UnlockRequest, 'lock_id'>): HoldEnding | Refused {
  const { usage, outcome, release } = asked;
  if (release !== undefined) return { kind: 'release', reason: release };
  const price = priceOf(asked);
  if (price !== null && 'code' in price) return price;
  const hasUse = usage !== undefined || outcome !== undefined;
  if (price === null && !hasUse) return refusal('invalid_request', { reason: 'field_missing', field: 'real_cost' });
  // Nothing was used, so a message of the plan is given back too.
  if (price?.kind === 'flat' && price.perRequest === 0 && !hasUse) return { kind: 'release', reason: 'unlocked' };
  return {
    kind: 'capture',
    usage: usage === undefined ? noUsage : toUsage(usage),
    outcome: outcome ?? 'completed',
    ...(price === null ? {} : { price }),
  };
}

/** What is charged, said in one way at the most; null: the lock's own price says it. */
function priceOf({
  real_cost: credits,
  real_cost_microcredits: whole,
  price,
}: Omit<UnlockRequest, 'lock_id'>): Price | null | Refused {
  const said: readonly (readonly [field: string, Price])[] = [
    ...(credits === undefined ? [] : [['real_cost', flatPrice(creditsIn(credits))] as const]),
    ...(whole === undefined ? [] : [['real_cost_microcredits', flatPrice(whole)] as const]),
    ...(price === undefined ? [] : [['price', toPrice(price)] as const]),
  ];
  const [first, second] = said;
  if (first === undefined) return null;
  if (second === undefined) return first[1];
  return refusal('invalid_request', { reason: 'either_field', field: first[0], other: second[0] });
}

function toFound(found: HoldFound): Found | Refused {
  if (found.kind === 'hold_unknown') return refusal('hold_not_found', {});
  return { kind: 'found', lock: toLock(found.hold, found.now) };
}

function toLock(hold: HoldRecord, now: number): z.infer<typeof Lock> {
  const { state, source } = toHold(hold);
  const price: StoredPrice = tellPrice(hold.price);
  return {
    state,
    source,
    amount_microcredits: hold.amount,
    captured_microcredits: hold.captured,
    overrun_microcredits: hold.overrun,
    output_limit_tokens: hold.outputLimit,
    degrade: hold.degrade === null ? null : { to_model: hold.degrade.toModel },
    price,
    expires_at: hold.expiresAt,
    now,
  };
}
