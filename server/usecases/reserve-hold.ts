// Reserves the price of one message, once per hold id: whoever asks again hears the same answer, a no included.
import { bucketKey, clientKey, takeMessage } from '../domain/allowance.ts';
import {
  type HoldOpening,
  clientHolder,
  holdFromAllowance,
  holdFromWallet,
  toHold,
  tokenHolder,
} from '../domain/hold.ts';
import { available, tokenOwner } from '../domain/ledger.ts';
import { boundOf, priceFor } from '../domain/price.ts';
import { brand } from '../lib/brand.ts';
import type { ReservePayer, ReserveSeen, ReserveWrite, StoredRefusal } from '../storage/storage.ts';
import { refusal } from './refusal.ts';
import { allowanceRule, freeRemaining, planUnknown, walletRemaining, withCounts } from './remaining.ts';
import { sentences } from './sentences.ts';
import type { UsecaseConfig } from './usecase-config.ts';
import type { UsecaseDeps } from './usecase-deps.ts';
import type { Caller, HoldAnswered, Refused, Usecases } from './usecases.ts';

type Answer = HoldAnswered | Refused;
type Decided = { readonly write: ReserveWrite | null; readonly answer: Answer };

export function reserveHold({ storage, clock, config }: UsecaseDeps): Usecases['holds']['reserve'] {
  return async (caller, { id, model, venue }) => {
    const price = priceFor(config.priceRules, { model, venue });
    if (price === null) return refusal('model_unknown', sentences.modelUnknown(model));
    const opening: HoldOpening = {
      id,
      model,
      venue,
      price,
      holder: holderOf(caller),
      now: clock.now(),
      ttlMs: config.holdTtlMs,
    };
    return storage.reserveHold({ id, payer: payerOf(caller) }, (seen) => decide(caller, { opening, seen, config }));
  };
}

export function holderOf(caller: Caller): HoldOpening['holder'] {
  switch (caller.kind) {
    case 'token':
      return tokenHolder(caller.tokenHash);
    case 'anonymous':
      return clientHolder(caller.client);
    case 'user':
      return brand(`${caller.scope}:${caller.subject}`);
  }
}

function payerOf(caller: Caller): ReservePayer {
  switch (caller.kind) {
    case 'user':
      throw new Error('not built yet');
    case 'token':
      return { kind: 'wallet', owner: tokenOwner(caller.tokenHash) };
    case 'anonymous':
      return { kind: 'free', keys: [bucketKey(caller.bucket), clientKey(caller.client)] };
  }
}

type Case = { readonly opening: HoldOpening; readonly seen: ReserveSeen; readonly config: UsecaseConfig };

function decide(caller: Caller, asked: Case): Decided {
  // A bad token is told so before anything else, and never falls back to free messages.
  if (caller.kind === 'token' && asked.seen.wallet === null)
    return { write: null, answer: refusal('token_rejected', sentences.tokenUnknown) };
  const stored = asked.seen.hold ?? asked.seen.refusal;
  if (stored !== null) return { write: null, answer: repeated(asked) };
  return caller.kind === 'token' ? fromWallet(asked) : fromAllowance(asked);
}

/** The same question again gets the stored answer; anything else under this id, from anyone, the same blunt no. */
function repeated(asked: Case): Answer {
  const { opening, seen } = asked;
  const stored = seen.hold ?? seen.refusal;
  const isSame = stored?.holder === opening.holder && stored.model === opening.model && stored.venue === opening.venue;
  if (!isSame) return refusal('idempotency_conflict', sentences.holdConflict);
  const remaining = remainingOf(asked);
  if (seen.hold !== null)
    return { kind: 'answered', hold: toHold(seen.hold), isNew: false, remaining, plan: planUnknown };
  if (seen.refusal === null) return refusal('idempotency_conflict', sentences.holdConflict);
  return toRefused(seen.refusal, remaining);
}

function fromWallet(asked: Case): Decided {
  const { opening, seen } = asked;
  if (seen.wallet === null) return { write: null, answer: refusal('token_rejected', sentences.tokenUnknown) };
  const made = holdFromWallet(opening, seen.wallet);
  if (made === null) {
    const detail = sentences.creditsExhausted(boundOf(opening.price), available(seen.wallet));
    return refused(asked, { code: 'credits_exhausted', detail, resetsAt: null });
  }
  return {
    write: { kind: 'hold', hold: made.hold, posting: made.posting, allowances: [] },
    answer: {
      kind: 'answered',
      hold: toHold(made.hold),
      isNew: true,
      remaining: walletRemaining(made.posting.after),
      plan: planUnknown,
    },
  };
}

function fromAllowance(asked: Case): Decided {
  const { opening, seen, config } = asked;
  const { now } = opening;
  const rule = allowanceRule(config);
  if (rule.limit === 0)
    return refused(asked, { code: 'free_exhausted', detail: sentences.noFreeMessages, resetsAt: null });
  const taken = takeMessage(seen.allowances, rule, now);
  if (taken.kind === 'exhausted') {
    const detail = sentences.freeExhausted({ limit: rule.limit, key: taken.key, resetsAt: taken.resetsAt, now });
    return refused(asked, { code: 'free_exhausted', detail, resetsAt: taken.resetsAt });
  }
  const hold = holdFromAllowance(opening, taken.counts);
  return {
    write: { kind: 'hold', hold, posting: null, allowances: taken.counts },
    answer: {
      kind: 'answered',
      hold: toHold(hold),
      isNew: true,
      plan: planUnknown,
      remaining: freeRemaining(withCounts(seen.allowances, taken.counts), rule, now),
    },
  };
}

function refused(asked: Case, no: Pick<StoredRefusal, 'code' | 'detail' | 'resetsAt'>): Decided {
  const { id, holder, model, venue, now } = asked.opening;
  const stored: StoredRefusal = { id, holder, model, venue, at: now, ...no };
  return { write: { kind: 'refusal', refusal: stored }, answer: toRefused(stored, remainingOf(asked)) };
}

function remainingOf({ opening, seen, config }: Case): HoldAnswered['remaining'] {
  return seen.allowances.length > 0
    ? freeRemaining(seen.allowances, allowanceRule(config), opening.now)
    : walletRemaining(seen.wallet);
}

function toRefused(no: StoredRefusal, remaining: HoldAnswered['remaining']): Refused {
  const { code, detail, resetsAt } = no;
  return { kind: 'refused', code, detail, remaining, ...(resetsAt === null ? {} : { resetsAt }) };
}
