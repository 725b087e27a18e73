// A rail that tells recorded lives again under new names: where a payment stands is in the hands of whoever plays it.
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Provider, OrderId } from '../../../../../server/contract/orders/orders.ts';
import { RefundId } from '../../../../../server/contract/refunds/refunds.ts';
import { type Rail, type RailReading, RailUnavailable, asked } from '../../../../../server/rails/rail.ts';
import type { Recorded, Stage, Told } from './record-life.ts';

/** An event as it waits to be delivered; `stage`: since when it does. */
export type Waiting = { readonly stage: number; readonly event: Told };

export type Play = {
  readonly life: Recorded;
  readonly orderId: OrderId;
  readonly events: readonly Waiting[];
  /** How far the payment has come at the provider. */
  stage(): number;
  next(): Stage | null;
  /** Not past a refund of our operator's: that is on its way when our side has asked for it. */
  advance(): void;
  /** Up to this stage the payment moves on by itself, at each question about it, and some answers take their time. */
  hurry(to: number): void;
  isHurried(): boolean;
  refundId(stage: Stage): RefundId;
  /** How often the rail was asked since the last stage began. */
  readsAtEnd(): number;
  start(): { readonly providerTxnId: string };
  read(providerTxnId: string): RailReading | null;
  refund(id: string): NonNullable<Stage['refund']>['answer'] | null;
};

/** The same life with names of its own: no two plays share an order, a payment or an event. */
export function play(life: Recorded): Play {
  const suffix = randomUUID();
  const orderId = OrderId.parse(randomUUID());
  const at = { stage: 0, readsAtEnd: 0, hurriedTo: 0 };
  const known = [...new Set(life.stages.flatMap(({ readings }) => [...readings.keys()]))];
  const refunds = life.stages.flatMap(({ refund }) => (refund === null ? [] : [refund]));
  const ours = new Map(refunds.map(({ id }) => [id, RefundId.parse(randomUUID())]));

  function renamed<T extends object>(value: T): T {
    const names = known.map((name) => [name, `${name}.${suffix}`] as const);
    const text = [...names, [life.orderId, orderId] as const, ...ours].reduce(
      (whole, [from, to]) => whole.replaceAll(from, to),
      JSON.stringify(value),
    );
    return JSON.parse(text);
  }
  const original = (name: string) => name.replace(`.${suffix}`, '');

  return {
    life,
    orderId,
    events: life.stages.flatMap(({ events }, stage) =>
      events.map((event) => ({ stage, event: { ...renamed(event), eventId: `${event.eventId}.${suffix}` } })),
    ),
    stage: () => at.stage,
    next: () => life.stages[at.stage + 1] ?? null,
    advance: () => void (at.stage += 1),
    hurry: (to) => void (at.hurriedTo = to),
    isHurried: () => at.hurriedTo > 0,
    refundId: ({ refund }) => RefundId.parse(ours.get(refund?.id ?? '')),
    readsAtEnd: () => at.readsAtEnd,
    start: () => ({ providerTxnId: `${life.txnId}.${suffix}` }),
    read(providerTxnId) {
      const reading = life.stages[at.stage]?.readings.get(original(providerTxnId));
      const next = life.stages[at.stage + 1];
      if (next === undefined) at.readsAtEnd += 1;
      else if (at.stage < at.hurriedTo && next.refund === null && next.passes === 0) at.stage += 1;
      return reading === undefined ? null : renamed(reading);
    },
    refund(id) {
      const index = life.stages.findIndex(({ refund }) => refund !== null && ours.get(refund.id) === id);
      const refund = life.stages[index]?.refund;
      if (refund == null || index > at.stage + 1) return null;
      at.stage = Math.max(at.stage, index);
      return renamed(refund.answer);
    },
  };
}

const lateTurns = 10;

/** The world's end of a rail, the same for all workers; its webhooks are JSON and need no signature. */
export function createReplayRail(provider: Provider): Rail & { on(next: Play): void } {
  const now: { play: Play | null; reads: number } = { play: null, reads: 0 };
  const told = <T>(answer: T | null | undefined): Promise<T> =>
    answer == null ? Promise.reject(new RailUnavailable('no such payment')) : Promise.resolve(answer);
  return {
    provider,
    quote: ({ amountCents }) => asked({ words: String(amountCents), step: 1 }),
    ownerOf: () => Promise.resolve({ kind: 'unknown' }),
    on: (next) => void (now.play = next),
    start({ id }) {
      const { play: own } = now;
      if (own?.orderId !== id) return told<never>(null);
      const url = `http://127.0.0.1/checkout/${id}`;
      return told({ ...own.start(), checkout: { type: 'redirect', url, providerUrl: null } });
    },
    async read({ providerTxnId }) {
      const { play: own } = now;
      const answer = own?.read(providerTxnId);
      now.reads += 1;
      // What was true when it was asked comes late, after what is true by then.
      for (let turns = own?.isHurried() === true && now.reads % 3 !== 0 ? lateTurns : 0; turns > 0; turns -= 1)
        await nextTurn();
      return told(answer);
    },
    refund: ({ id }) => told(now.play?.refund(id)),
    verify: ({ body }) => JSON.parse(body.toString()),
    close: () => Promise.resolve(),
  };
}
