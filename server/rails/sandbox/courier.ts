// Carries the sandbox's webhooks to the server over real HTTP, again and again until they are taken.
import type { Clock } from '../../lib/clock.ts';
import { sign, signatureHeader } from './signature.ts';

/** `data`: what the webhook is about. Times are epoch milliseconds. */
export type SandboxDelivery = {
  readonly event_id: string;
  readonly event_type: string;
  readonly created_at: number;
  readonly attempts: number;
  readonly data: Readonly<Record<string, string>>;
};

export type SandboxQueue = {
  /** Takes the delivery that is due longest and keeps others from it until `untilMs`. */
  lease(nowMs: number, untilMs: number): Promise<SandboxDelivery | null>;
  /** `nextAt` null: delivered, or given up. */
  plan(eventId: string, nextAt: number | null): Promise<void>;
};

export type Courier = { wake(): void; close(): Promise<void> };

const leaseMs = 15_000;
const timeoutMs = 10_000;
const idleMs = 1000;
const retryDelaysMs = [500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000];

/** `target`: the full URL of the webhook route. */
export function startCourier(deps: {
  readonly ledger: SandboxQueue;
  readonly secret: string;
  readonly target: string;
  readonly clock: Clock;
}): Courier {
  const closing = new AbortController();
  const idle = { ends: new AbortController() };

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      idle.ends = new AbortController();
      await carryAll().catch(() => undefined);
      await deps.clock.wait(idleMs, AbortSignal.any([closing.signal, idle.ends.signal])).catch(() => undefined);
    }
  }

  /** Where the books cannot be read now, they are looked at again in a moment. */
  async function carryAll(): Promise<void> {
    for (let due = await next(); due !== null && !closing.signal.aborted; due = await next()) await carry(due);
  }

  function next(): Promise<SandboxDelivery | null> {
    return deps.ledger.lease(deps.clock.now(), deps.clock.now() + leaseMs);
  }

  async function carry(delivery: SandboxDelivery): Promise<void> {
    const outcome = await post(delivery);
    const delayMs = retryDelaysMs[delivery.attempts - 1];
    const isOver = outcome !== 'retry' || delayMs === undefined;
    if (!closing.signal.aborted) await deps.ledger.plan(delivery.event_id, isOver ? null : deps.clock.now() + delayMs);
  }

  async function post(delivery: SandboxDelivery): Promise<'taken' | 'refused' | 'retry'> {
    const body = bodyOf(delivery);
    try {
      const answer = await fetch(deps.target, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [signatureHeader]: sign(deps.secret, body, deps.clock.now()) },
        body,
        redirect: 'error',
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await answer.body?.cancel();
      if (answer.ok) return 'taken';
      return answer.status >= 500 || answer.status === 408 || answer.status === 429 ? 'retry' : 'refused';
    } catch {
      // A socket that closed or a server that is restarting: the delivery stays planned.
      return 'retry';
    }
  }

  const running = run();
  return {
    wake: () => idle.ends.abort(),
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** As it goes over the wire. */
export function bodyOf({ event_id: id, event_type: type, created_at: created, data }: SandboxDelivery) {
  return Buffer.from(JSON.stringify({ id, type, created, data }, null, 2));
}
