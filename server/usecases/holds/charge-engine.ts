// The one engine that charges. It lets the store show what there is, finds the price, and writes what the rules decide.
// Whoever sells work only calls it: no amount is reserved, captured or given back anywhere else.
import { endHold } from '../../domain/holds/end-hold.ts';
import { type EndedHold, type HoldRecord, type HoldRef, extendHold, isHoldDue } from '../../domain/holds/hold.ts';
import type { HoldOpening } from '../../domain/holds/open-hold.ts';
import { type PriceRule, boundOf } from '../../domain/holds/price.ts';
import { opensModel } from '../../domain/keys/api-key.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Decide } from '../../storage/commands.ts';
import { invariant } from '../../lib/invariant.ts';
import type { AboutPayer, HoldSeen, HoldStore, HoldWrite, ReserveSeen } from '../../storage/holds/hold-store.ts';
import type { Postbox } from '../letters/postbox.ts';
import { type PlanDesk, recounted } from '../plans/plan-desk.ts';
import type { PriceDesk } from '../prices/price-desk.ts';
import { refusal } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Caller } from '../caller.ts';
import type { Refused } from '../refusal.ts';
import type { ChargeAsk, ChargeEngine, HoldFound, Work } from './charge.ts';
import { type Decided, decideHold, knownAnswer } from './decide-hold.ts';
import { payerOf, usedByOf } from './holder.ts';
import { allowanceRule, remainingOf, withCounts, withWallet } from './remaining.ts';
import { type MemberLimit, noMemberLimit, type Spendable, withKnown } from './spendable.ts';

type EngineDeps = {
  readonly storage: Pick<HoldStore, 'reserveHold' | 'endHold' | 'readHold'>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'freeLimit' | 'freeWindowSeconds' | 'overdraftGate' | 'walletsPay'>;
  readonly desk: PlanDesk;
  readonly prices: PriceDesk;
  readonly postbox: Postbox;
  readonly spendable: Spendable;
  /** Left out: members may spend all that their team has. */
  readonly memberLimit?: MemberLimit;
};

export function createChargeEngine(deps: EngineDeps): ChargeEngine {
  const { storage, clock, config, desk, prices, postbox, spendable, memberLimit = noMemberLimit } = deps;
  const free = allowanceRule(config);
  const { overdraftGate: gate, walletsPay } = config;

  /** `work` gives what to write, null where the hold is no longer what it was asked for. */
  function change(
    { id, holder }: HoldRef,
    work: (seen: HoldSeen, now: number) => EndedHold | null,
    about: Caller | null,
  ): Promise<HoldFound> {
    const decide: EndDecision = (seen) => {
      if (seen?.hold.holder !== holder) return { write: null, answer: { kind: 'hold_unknown' } };
      const now = clock.now();
      const changed = work(seen, now);
      if (changed === null) return { write: null, answer: foundNow(seen, now, about) };
      const write = { ...changed, letters: lettersOf(changed) };
      return { write, answer: foundNow(after(seen, changed), now, about) };
    };
    return askAbout(about, clock.now(), (told) => storage.endHold(id, decide, told));
  }

  function lettersOf({ hold, overdraft, posting }: EndedHold): HoldWrite['letters'] {
    return [...postbox.ofHold(hold, overdraft), ...postbox.ofBooking(posting)];
  }

  /** Who is to be told how they stand: their plan, and the wallets of a person. */
  function askAbout<A>(about: Caller | null, now: number, ask: (told?: AboutPayer) => Promise<A>): Promise<A> {
    if (about === null) return ask();
    const plan = desk.ask(about, now);
    if (about.kind !== 'user') return ask({ plan });
    return withKnown(spendable(about), (owners) => ask({ plan, owners }));
  }

  function foundNow(seen: HoldNow, now: number, about: Caller | null): HoldFound {
    const { hold, plan } = seen;
    if (about === null || plan === null) return { kind: 'found', hold, stands: null, now };
    const standing = desk.standing(desk.planFor(about, plan), plan);
    return { kind: 'found', hold, stands: { remaining: remainingOf(seen, free, now), plan: standing }, now };
  }

  const end: ChargeEngine['end'] = (ref, ending, about) =>
    change(ref, (seen, now) => endHold(seen.hold, ending, { ...seen, now }), about);

  return {
    hold(ask) {
      const { id, caller, isNewId = false } = ask;
      const now = clock.now();
      const decide = (seen: ReserveSeen): Decided => {
        const { plan: quotas } = seen;
        invariant(quotas !== null, 'no plan was looked at');
        const plan = desk.planFor(caller, quotas);
        const asked = { ask, opening: askedOf(ask, now), seen, quotas, plan, desk, free };
        const known = knownAnswer(asked);
        if (known !== null) return { write: null, answer: known };
        const rule: RuleFinder = (work) => prices.ruleFor(plan, quotas, work);
        const priced = pricedBy(ask, rule);
        if ('kind' in priced) return { write: null, answer: { kind: 'refused', refused: priced } };
        const openingOn = (model: string) => openingOnModel(model, { ask, now, rule });
        const opening = { ...asked.opening, price: priced.price, priceRule: priced.priceRule };
        return decideHold({ ...asked, opening, gate, walletsPay, openingOn });
      };
      return withKnown(spendable(caller), (owners) =>
        withKnown(memberLimit(caller, owners), (limit) =>
          storage.reserveHold(
            { id, payer: payerOf(caller, owners), plan: desk.ask(caller, now, limit), isNewId },
            decide,
          ),
        ),
      );
    },
    extend: (ref, { ttlMs, ageMaxMs }, about) =>
      change(
        ref,
        (seen, now) =>
          // Nothing to extend any more: if its time is up and nobody has said so yet, this does.
          extendHold(seen.hold, { now, until: now + ttlMs, ageMaxMs }) ??
          endHold(seen.hold, { kind: 'expire' }, { ...seen, now }),
        about,
      ),
    end,
    async read(ref, about) {
      const now = clock.now();
      const seen = await askAbout(about, now, (told) => storage.readHold(ref.id, told));
      if (seen?.hold.holder !== ref.holder) return { kind: 'hold_unknown' };
      if (seen.hold.state === 'held' && isHoldDue(seen.hold, now)) return end(ref, { kind: 'expire' }, about);
      return foundNow(seen, now, about);
    },
  };
}

type EndDecision = Decide<HoldSeen | null, HoldWrite, HoldFound>;

/** Metered or refused: what has no price, or no bound where a wallet pays, is never served free (I16). */
function pricedBy({ caller, work, estimate }: ChargeAsk, ruleFor: RuleFinder): Priced | Refused {
  const name = nameOf(work);
  const rule = work.kind === 'model' ? ruleFor(work) : null;
  const price = work.kind === 'model' ? rule?.price : work.price;
  if (price === undefined) return refusal('model_unknown', { model: name });
  const isUnbounded = caller.kind === 'token' && boundOf(price, estimate) === null;
  if (isUnbounded) return refusal('invalid_request', { reason: 'estimate_missing', model: name });
  return { price, priceRule: rule?.id ?? null };
}

/** The rule that decides for this caller; null: there is none. */
type RuleFinder = (work: Extract<Work, { readonly kind: 'model' }>) => PriceRule | null;

type Priced = Pick<HoldRecord, 'price' | 'priceRule'>;

/** All of the opening but its price. */
function askedOf({ id, holder, caller, work, estimate, ttlMs }: ChargeAsk, now: number) {
  const venue = work.kind === 'model' ? work.venue : 'hosted';
  const usedBy = usedByOf(caller);
  return { id, holder, usedBy, model: nameOf(work), venue, estimate, now, ttlMs } satisfies Partial<HoldOpening>;
}

/** The same ask for another model, where whoever asks can serve it and it has a price. */
function openingOnModel(
  model: string,
  { ask, now, rule }: { readonly ask: ChargeAsk; readonly now: number; readonly rule: RuleFinder },
): HoldOpening | null {
  const estimate = ask.estimateOn?.(model) ?? null;
  if (estimate === null || ask.work.kind !== 'model' || !mayUse(ask.caller, model)) return null;
  const asked = { ...ask, estimate, work: { ...ask.work, model } };
  const priced = pricedBy(asked, rule);
  if ('kind' in priced) return null;
  return { ...askedOf(asked, now), ...priced, degrade: { toModel: model, fromModel: ask.work.model } };
}

function mayUse(caller: Caller, model: string): boolean {
  return caller.kind !== 'user' || opensModel(caller.key?.models ?? null, model);
}

/** How the ledger names it. */
function nameOf(work: Work): string {
  return work.kind === 'model' ? work.model : work.route;
}

type HoldNow = Omit<HoldSeen, 'day'>;

/** What there is once a change has been written. */
function after(seen: HoldSeen, { hold, posting, allowances, givenBack }: EndedHold): HoldNow {
  return {
    hold,
    wallet: posting?.after ?? seen.wallet,
    wallets: seen.wallets && posting ? withWallet(seen.wallets, posting.after) : seen.wallets,
    allowances: withCounts(seen.allowances, allowances),
    plan: seen.plan === null ? null : { ...seen.plan, counts: recounted(seen.plan.counts, givenBack, -1) },
  };
}
