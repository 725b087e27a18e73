// Follows one order until it is decided: by the server's events, and by asking now and then in case they stop.
import type { Order, OrderId } from '../../../../../server/contract/orders/orders.ts';
import { backoffMs } from '../../backoff.ts';
import { createBell } from '../../bell.ts';
import type { Clock } from '../../ports.ts';
import type { LinkPort, Unanswered } from '../link/link-port.ts';

const pollMsMax = 10_000;
const retryFirstMs = 2_000;
/** Beside a stream of events: a safeguard against a connection that died without a word. */
const pollMs = 15_000;
const pollQuietlyMs = 60_000;

export type FollowOptions = {
  readonly link: LinkPort;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly orderId: OrderId;
  /** Nobody is looking: ask seldom, hold no stream open. */
  readonly isQuiet: boolean;
  /** True once the order needs no more following. */
  readonly onOrder: (order: Order) => boolean;
  /** Told of each failed try. Gives true where it makes no sense to go on. */
  readonly onFailure: (failure: Unanswered) => boolean;
};

export async function followOrder(options: FollowOptions): Promise<void> {
  const { link, clock, orderId } = options;
  const done = new AbortController();
  const signal = AbortSignal.any([options.signal, done.signal]);
  const bell = createBell();
  let isStreaming = false;

  const take = (order: Order): void => {
    if (order.id === orderId && options.onOrder(order)) done.abort();
  };
  const fail = (failure: Unanswered): void => {
    if (options.onFailure(failure)) done.abort();
  };

  async function stream(): Promise<void> {
    isStreaming = true;
    try {
      const events = await link.server.orders.events({ id: orderId }, { signal, context: { token: null } });
      for await (const order of events) {
        link.heard();
        take(order);
        if (signal.aborted) return;
      }
    } catch (error) {
      if (!signal.aborted) fail(link.failed(error));
    } finally {
      isStreaming = false;
      bell.ring();
    }
  }

  async function poll(): Promise<boolean> {
    const answer = await link.ask(
      { msMax: pollMsMax, token: null, signal },
      async (server, own) => await server.payments.status({ order_id: orderId }, own),
    );
    if (answer.kind === 'ok') take(answer.value.order);
    else fail(answer);
    return answer.kind === 'ok';
  }

  let streaming: Promise<void> = Promise.resolve();
  try {
    for (let tries = 0; !signal.aborted;) {
      const isStreamDue = !options.isQuiet && !isStreaming;
      if (isStreamDue && tries > 0) await clock.wait(backoffMs(tries, retryFirstMs, pollMs), signal);
      if (isStreamDue) {
        tries += 1;
        streaming = stream();
      }
      await bell.sleep(signal, { clock, ms: options.isQuiet ? pollQuietlyMs : pollMs });
      const isAnswered = await poll();
      if (isAnswered && isStreaming) tries = 0;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    done.abort();
    await streaming;
  }
  options.signal.throwIfAborted();
}
