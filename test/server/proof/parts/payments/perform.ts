// Plays one life to two workers on one ledger, in one way: which deliveries come, in which order and how many at once, when the
// reconciler looks, and who dies when. Whoever was not answered asks again, as a buyer, a provider and an operator do.
import { sayInEnglish } from '../../../../../server/words/say-problem.ts';
import { microcredits } from '../../../../../server/domain/money.ts';
import type { Letter } from '../../../../../server/outlets/outlet.ts';
import { hashOf, start } from '../../../../support/server-ledger.ts';
import { type Mortal, type World, raise } from './mortal.ts';
import { type PaymentBooks, type Tables, openBooks } from './payment-books.ts';
import type { Storage } from '../../../../../server/storage/storage.ts';
import type { Recorded } from './record-life.ts';
import { type Play, type Waiting, createReplayRail, play } from './replay-rail.ts';

/** The worker of this number dies before the step after so many. */
export type Doom = { readonly worker: 0 | 1; readonly after: number };

/** `picks`: which deliveries come, by the number of the event, in their order; `atOnce` of them together. */
export type Way = {
  readonly picks: readonly number[];
  readonly atOnce: number;
  /** The payment moves on while the workers ask about it. */
  readonly isHurried: boolean;
  /** Whether the reconciler looks after this stage. */
  looksAfter(stage: number): boolean;
  readonly doom: Doom | null;
};

export type Outcome = { readonly books: PaymentBooks; readonly isKilled: boolean; readonly steps: readonly number[] };

const packs = [
  { id: 'small', name: 'Small', credits_microcredits: microcredits(100_000_000), amount_cents: 500, currency: 'EUR' },
];
const roundsMax = 200;
const leaseMs = 30_000;

export type Stand = {
  perform(life: Recorded, way: Way): Promise<Outcome>;
  /** Throws where the sums of the ledger do not match. */
  close(): Promise<void>;
};

/** A ledger that nobody has used. */
export type Ledger = {
  open(): Promise<Storage>;
  tables(): Promise<Tables>;
  remove(): Promise<void>;
};

/** One ledger for some hundred purchases, one after the other. */
export async function openStand({ open, tables, remove }: Ledger): Promise<Stand> {
  const hand = { at: start };
  const rails = [createReplayRail('btcpay'), createReplayRail('stripe')] as const;
  const told: Letter[] = [];
  const clock = { now: () => hand.at, wait: () => new Promise<never>(() => undefined) };
  const world: World = { open, clock, rails, config: { packs }, told };
  const pair: [Mortal, Mortal] = [await raise(world), await raise(world)];
  const books = openBooks(await tables());
  const signal = new AbortController().signal;
  const kills = { count: 0 };

  async function replace(worker: 0 | 1): Promise<void> {
    kills.count += 1;
    await pair[worker].close();
    pair[worker] = await raise(world);
  }

  /** Asks one worker, and where that dies the other. */
  async function insist<A>(ask: (one: Mortal) => Promise<A>, first: number): Promise<A> {
    for (let number = first; ; number += 1) {
      const worker = number % 2 === 0 ? 0 : 1;
      const one = pair[worker];
      const heard = await Promise.race([ask(one).then((answer) => ({ answer })), one.died]);
      if (heard !== 'died') return heard.answer;
      await replace(worker);
    }
  }

  async function work(): Promise<void> {
    const both = ([0, 1] as const).map(async (worker) => {
      const one = pair[worker];
      const end = await Promise.race([one.usecases.worker.runOnce(signal), one.died]);
      if (end === 'died') await replace(worker);
    });
    await Promise.all(both);
  }

  async function reach(now: Play, stage: number): Promise<void> {
    while (now.stage() < stage) {
      const next = now.next();
      if (next === null) throw new Error('the life is shorter than that');
      if (next.refund === null) {
        now.advance();
        hand.at += next.passes;
      } else {
        await giveBack(now);
      }
    }
  }

  async function giveBack(now: Play): Promise<void> {
    const next = now.next();
    const before = now.stage();
    if (next === null || next.refund === null) throw new Error('no refund is next');
    const asked = { refundId: now.refundId(next), order: { orderId: now.orderId }, amountCents: next.refund.cents };
    const answer = await insist(({ usecases }) => usecases.refunds.create({ ...asked, reason: 'proof' }, signal), 0);
    if (answer.kind !== 'refund') throw new Error(`a refund was refused: ${sayInEnglish(answer)}`);
    for (let round = 0; now.stage() === before; round += 1) {
      if (round === 5) throw new Error('a refund that was promised was never asked of the provider');
      hand.at += leaseMs;
      await work();
    }
  }

  async function deliver({ event }: Waiting, number: number, now: Play): Promise<void> {
    const { provider } = now.life;
    // BTCPay Server gives a repeat an id of its own; Stripe's keeps the event's.
    const eventId = provider === 'btcpay' ? `${event.eventId}.${number}` : event.eventId;
    const delivery = { body: Buffer.from(JSON.stringify({ ...event, eventId })), headers: {} };
    const answer = await insist(({ usecases }) => usecases.inbox.file(provider, delivery), number);
    if (answer.kind !== 'filed') throw new Error(answer.reason);
  }

  /** All that is due is done, all the time has passed, and another look finds nothing. */
  async function comeToRest(now: Play): Promise<void> {
    const end = hand.at + 2 * 3_600_000;
    for (let round = 0; round < roundsMax; round += 1) {
      const { at, isBusy } = await books.nextDue();
      const isSettled = now.readsAtEnd() >= 2 && hand.at > end;
      if (!isBusy && (at === null || isSettled)) return;
      hand.at = Math.max(hand.at + 1, at ?? 0);
      await work();
    }
    throw new Error('the purchase comes to no rest');
  }

  return {
    async perform(life, { picks, atOnce, isHurried, looksAfter, doom }) {
      const now = play(life);
      for (const rail of rails) rail.on(now);
      const token = `buyer of ${now.orderId}`;
      const before = { kills: kills.count, steps: pair.map((one) => one.steps()) };
      if (doom !== null) pair[doom.worker].doom(doom.after);
      const request = { orderId: now.orderId, packId: 'small', amount: null, provider: life.provider };
      const checkout = { ...request, tokenHash: hashOf(token) };
      await insist(({ usecases }) => usecases.orders.checkout(null, checkout, signal), 0);

      for (let first = 0; first < picks.length; first += atOnce) {
        const wave = picks.slice(first, first + atOnce).flatMap((pick) => now.events[pick] ?? []);
        const last = Math.max(...wave.map(({ stage }) => stage));
        if (isHurried) now.hurry(last);
        else await reach(now, last);
        await Promise.all(wave.map((one, number) => deliver(one, number + first, now)));
        await work();
        await reach(now, last);
        hand.at += 1_000;
      }
      for (; now.next() !== null; await reach(now, now.stage() + 1)) if (looksAfter(now.stage())) await look();
      await comeToRest(now);
      for (const one of pair) one.doom(Number.POSITIVE_INFINITY);
      const found = await books.read({ orderId: now.orderId, token, txnId: now.start().providerTxnId }, told);
      await books.retire(now.orderId);
      told.length = 0;
      const steps = pair.map((one, worker) => one.steps() - (before.steps[worker] ?? 0));
      return { books: found, isKilled: kills.count > before.kills, steps };
    },
    async close() {
      const { findings } = await pair[0].usecases.operator.audit();
      await books.close();
      for (const one of pair) await one.close();
      await remove();
      if (findings.length > 0) throw new Error(JSON.stringify(findings));
    },
  };

  async function look(): Promise<void> {
    hand.at = Math.max(hand.at + 1, (await books.nextDue()).at ?? 0);
    await work();
  }
}
