// Tells the server how runs ended, until it has heard. What is to be told is in the database before anything is sent.
import type { RunId } from '../../../../preload/contract/ids.ts';
import type { Charge } from '../../../../preload/contract/message.ts';
import { HoldId } from '../../../../../server/contract/holds/holds.ts';
import { backoffMs } from '../../backoff.ts';
import { createBell } from '../../bell.ts';
import type { Clock } from '../../ports.ts';
import type { ReadableCell } from '../../watchable.ts';
import type { LinkPort, ServerAnswer, Unanswered } from '../link/link-port.ts';
import { kindOf, type Log } from '../log.ts';
import { nameOf, type PayerPort } from '../payer/payer-port.ts';
import type { LinkSlice } from '../state.ts';
import type { Told } from './credits.ts';
import { isBelievable, toCharge } from './hold-charge.ts';
import type { RunCharge, RunCharges } from './run-charges.ts';

const deliverMsMax = 10_000;
const retryFirstMs = 2_000;
const retryMaxMs = 60_000;
/** For so long after its end a hosted answer that the server does not know is asked for again: the question may be on its way still. */
export const unknownMsMax = 2 * 60_000;

/** later: not now; `at` where the server named a time. */
type Delivery =
  | { readonly kind: 'settled'; readonly charge: Charge }
  | { readonly kind: 'later'; readonly at: number | null; readonly isServerGone: boolean };

const notYet: Delivery = { kind: 'later', at: null, isServerGone: false };

export type Outbox = {
  /** One try, shared by everyone who asks at the same time. */
  deliver(runId: RunId): Promise<Delivery>;
  /** Something new is pending, or the server is back. */
  wake(): void;
  /** One try for all that is pending. */
  flush(): Promise<void>;
  /** Deliver what is pending, until the signal aborts. */
  run(): Promise<void>;
};

export type OutboxOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly charges: RunCharges;
  readonly link: LinkPort;
  readonly linkSlice: ReadableCell<LinkSlice>;
  readonly payer: PayerPort;
  /** `payer`: the hash of the token or the person that pays; null: the free allowance. */
  readonly onTold: (told: Told, payer: string | null) => void;
  /** The server has named the price of a hosted answer; what is left was not in its word. */
  readonly onPriced: () => void;
  /** The server has heard of one more end. */
  readonly onSettled: () => void;
  /** Runs whose hold is being asked for just now: how they ended is told once that is known. */
  readonly reserving: ReadonlyMap<RunId, Promise<unknown>>;
};

export function createOutbox(options: OutboxOptions): Outbox {
  const { clock, signal, charges, link, linkSlice } = options;
  const bell = createBell();
  const underway = new Map<RunId, Promise<Delivery>>();

  async function attempt(runId: RunId): Promise<Delivery> {
    const row = charges.find(runId);
    if (row === null) return { kind: 'settled', charge: { kind: 'none' } };
    if (!row.isPending || row.ending === null) return { kind: 'settled', charge: row.charge ?? { kind: 'none' } };
    const { ending } = row;
    const payer = await options.payer.find(row);
    if (payer.kind === 'unreadable' || payer.kind === 'signed_out')
      return { kind: 'later', at: null, isServerGone: false };
    // A hold that nobody ends is given back; but a hosted answer was charged by the server, and nobody here can ask how much.
    if (payer.kind === 'gone') return settle(row, { kind: row.venue === 'hosted' ? 'none' : 'released' }, 'token_gone');

    if (row.venue === 'hosted') return await readPrice(row, payer.token);
    const answer = await link.ask({ msMax: deliverMsMax, token: payer.token }, async (server, own) => {
      const id = HoldId.parse(row.runId);
      return ending.kind === 'capture'
        ? await server.holds.capture({ id, usage: ending.usage, outcome: ending.outcome }, own)
        : await server.holds.release({ id, reason: ending.reason.slice(0, 200) }, own);
    });
    return read(row, payer.token, answer);
  }

  /** How a hosted answer ended is known to the server, which ends its hold itself. */
  async function readPrice(row: RunCharge, payer: string | null): Promise<Delivery> {
    const answer = await link.ask(
      { msMax: deliverMsMax, token: payer },
      async (server, own) => (await server.hosted.charge({ id: HoldId.parse(row.runId) }, own)).charge,
    );
    if (answer.kind === 'problem' && answer.code === 'hold_not_found' && clock.now() - row.changedAt < unknownMsMax)
      return notYet;
    if (answer.kind !== 'ok') return readNo(row, payer, answer);
    if (!isBelievable(answer.value, row.runId) || answer.value.state === 'held') return notYet;
    options.onPriced();
    return settle(row, toCharge(answer.value), null);
  }

  function read(row: RunCharge, payer: string | null, answer: ServerAnswer<Told>): Delivery {
    if (answer.kind !== 'ok') return readNo(row, payer, answer);
    const { hold } = answer.value;
    if (!isBelievable(hold, row.runId) || hold.state === 'held') return notYet;
    options.onTold(answer.value, nameOf(row));
    return settle(row, toCharge(hold), null);
  }

  function readNo(row: RunCharge, payer: string | null, answer: Unanswered): Delivery {
    switch (answer.kind) {
      case 'problem':
        if (answer.code === 'rate_limited' || answer.code === 'plan_rate_limited') {
          return { kind: 'later', at: answer.retryAt, isServerGone: false };
        }
        // A person's proof runs out; the next one is as good as the one that the hold was made with.
        if (answer.code === 'token_rejected' && row.personId !== null && payer !== null) {
          options.payer.refused(payer);
          return notYet;
        }
        return settle(row, { kind: 'none' }, answer.code);
      case 'broken':
        return { kind: 'later', at: answer.retryAt, isServerGone: false };
      case 'unreachable':
        return { kind: 'later', at: null, isServerGone: true };
    }
  }

  /** A run that was counted as an offline message stays one; its hold is only given back. */
  function settle(row: RunCharge, told: Charge, note: string | null): Delivery {
    if (row.funding === 'grace') charges.givenBack(row.runId, note);
    else charges.settled(row.runId, told, note);
    options.onSettled();
    return { kind: 'settled', charge: row.funding === 'grace' ? { kind: 'grace' } : told };
  }

  function deliver(runId: RunId): Promise<Delivery> {
    const known = underway.get(runId);
    if (known) return known;
    const started = attempt(runId).finally(() => underway.delete(runId));
    underway.set(runId, started);
    return started;
  }

  /** Gives when to try again; null: all is told. */
  async function deliverAll(): Promise<{ readonly at: number | null } | null> {
    let later: { at: number | null } | null = null;
    for (const row of charges.pending(link.origin)) {
      if (options.reserving.has(row.runId)) continue;
      const delivery = await deliver(row.runId);
      if (delivery.kind === 'settled') continue;
      later = { at: delivery.at };
      if (delivery.isServerGone || delivery.at !== null) break;
    }
    return later;
  }

  /** What goes wrong here passes, such as a full disk, so it is tried again. */
  async function deliverOrWait(): Promise<{ readonly at: number | null } | null> {
    try {
      return await deliverAll();
    } catch (error) {
      signal.throwIfAborted();
      options.log.warn({ error: kindOf(error) }, 'how a run ended could not be delivered');
      return { at: null };
    }
  }

  return {
    deliver,
    wake: () => bell.ring(),
    async flush() {
      if (linkSlice.current().link.kind === 'online') await deliverOrWait();
    },
    async run() {
      for (let tries = 0; !signal.aborted;) {
        if (linkSlice.current().link.kind !== 'online') {
          await bell.sleep(signal);
          continue;
        }
        const later = await deliverOrWait();
        if (later === null) {
          tries = 0;
          await bell.sleep(signal);
          continue;
        }
        tries += 1;
        const named = later.at === null ? 0 : later.at - clock.now();
        await bell.sleep(signal, { clock, ms: Math.max(named, backoffMs(tries, retryFirstMs, retryMaxMs)) });
      }
    },
  };
}
