// The gate over the ledger itself: locks are holds of an agreed amount on a wallet.
import type { Microcredits } from '../../contract/money.ts';
import { type HolderKey, type HoldRecord, endHold, holdFromWallet } from '../../domain/hold.ts';
import { available, tokenOwner } from '../../domain/ledger.ts';
import type { Price } from '../../domain/price.ts';
import { brand } from '../../lib/brand.ts';
import type { SettledEnding } from '../../storage/settlement-outbox.ts';
import type { ReserveSeen, ReserveWrite, Storage } from '../../storage/storage.ts';
import type { Clock } from '../../lib/clock.ts';
import type { EndAnswer, HoldGate, LockAnswer, LockAsk } from './hold-gate.ts';

type GateDeps = { readonly storage: Pick<Storage, 'reserveHold' | 'endHold'>; readonly clock: Clock };

export function createLedgerGate({ storage, clock }: GateDeps): HoldGate {
  return {
    lock: (ask) =>
      storage.reserveHold({ id: ask.id, payer: { kind: 'wallet', owner: tokenOwner(ask.wallet) } }, (seen) =>
        decide(ask, seen, clock.now()),
      ),
    end: (lock, ending) =>
      storage.endHold<EndAnswer>(lock.id, (seen) => {
        if (seen?.hold.holder !== holderOf(lock)) return { write: null, answer: { kind: 'lock_unknown' } };
        const { wallet, allowances } = seen;
        const ended = endHold(priced(seen.hold, ending), ending, { now: clock.now(), wallet, allowances });
        const { state, captured } = ended?.hold ?? seen.hold;
        return { write: ended, answer: { kind: 'ended', state, captured } };
      }),
  };
}

/** A no is not remembered: whoever has bought credits since may ask again under the same key. */
function decide(ask: LockAsk, { hold, refusal, wallet }: ReserveSeen, now: number): Decided {
  if (wallet === null) return no({ kind: 'payer_unknown' });
  const left = available(wallet);
  if (hold !== null)
    return hold.holder === holderOf(ask) ? no({ kind: 'repeated', state: hold.state, left }) : no({ kind: 'conflict' });
  if (refusal !== null) return no({ kind: 'conflict' });
  const { id, amount, label: model, ttlMs } = ask;
  const price = flat(amount);
  const made = holdFromWallet({ id, holder: holderOf(ask), model, venue: 'hosted', price, now, ttlMs }, wallet);
  if (made === null) return no({ kind: 'insufficient', free: left });
  return {
    write: { kind: 'hold', hold: made.hold, posting: made.posting, allowances: [] },
    answer: {
      kind: 'locked',
      lock: { id, wallet: ask.wallet, digest: ask.digest, amount, expiresAt: made.hold.expiresAt },
      left: available(made.posting.after),
    },
  };
}

type Decided = { readonly write: ReserveWrite | null; readonly answer: LockAnswer };

function no(answer: LockAnswer): Decided {
  return { write: null, answer };
}

/**
 * The request itself holds the lock, not the payer: through the holds API nobody can end it or see it, even who knows its id.
 * The digest makes another request under the same id somebody else.
 */
function holderOf({ wallet, digest }: Pick<LockAsk, 'wallet' | 'digest'>): HolderKey {
  return brand(`metered:${wallet}:${digest ?? ''}`);
}

/** The price is what the route says at the end; the domain sees to it that it is never more than was locked. */
function priced(hold: HoldRecord, ending: SettledEnding): HoldRecord {
  return ending.kind === 'capture' ? { ...hold, price: flat(ending.amount) } : hold;
}

function flat(perRequest: Microcredits): Price {
  return { kind: 'flat', perRequest };
}
