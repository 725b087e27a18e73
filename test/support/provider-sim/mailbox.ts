// A simulator's outgoing webhooks: kept as raw bytes, so that a test can post them in any order and any number of times, or have
// them carried as the provider would.
import { setTimeout as pause } from 'node:timers/promises';

/** A webhook as it goes over the wire. */
export type RawWebhook = {
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

export type Mailbox<Webhook extends RawWebhook> = {
  /** Everything that was ever made, in its order. */
  readonly all: readonly Webhook[];
  /** A list that grows with whatever is made from now on, to be posted by the test. Nothing is kept back from the courier. */
  hold(): readonly Webhook[];
  /** From now on each is carried to the server at `target`, one after the other, again after a failure, as long as it runs. */
  carryTo(target: string): void;
  /** What waits to be carried is forgotten, as when the provider restarts. Returns what was lost. */
  forget(): readonly Webhook[];
  /** Everything that waited has been taken, refused or forgotten. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

const retryMs = 100;

/** `path`: the webhook route. `fresh`: the webhook as it is sent at this moment, signed again where the signature holds a time. */
export function createMailbox<Webhook extends RawWebhook>(
  path: string,
  fresh: (webhook: Webhook) => RawWebhook,
): Mailbox<Webhook> & { readonly add: (webhook: Webhook) => Webhook } {
  const all: Webhook[] = [];
  const holds: Webhook[][] = [];
  const queue: Webhook[] = [];
  const state: { target: string | null; running: Promise<void> | null } = { target: null, running: null };
  const closing = new AbortController();

  async function run(): Promise<void> {
    for (let next = queue[0]; next !== undefined && !closing.signal.aborted; next = queue[0]) {
      const status = await post(`${state.target ?? ''}${path}`, fresh(next)).catch(() => 503);
      const isRetried = status >= 500 || status === 408 || status === 429;
      // Meanwhile it may have been forgotten.
      if (!isRetried && queue[0] === next) queue.shift();
      if (isRetried) await pause(retryMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  function wake(): void {
    if (state.target === null || state.running !== null) return;
    state.running = run().finally(() => {
      state.running = null;
      if (queue.length > 0 && !closing.signal.aborted) wake();
    });
  }

  return {
    all,
    hold() {
      const held: Webhook[] = [];
      holds.push(held);
      return held;
    },
    add(webhook) {
      for (const list of [all, ...holds, ...(state.target === null ? [] : [queue])]) list.push(webhook);
      wake();
      return webhook;
    },
    carryTo(target) {
      state.target = target;
      wake();
    },
    forget: () => queue.splice(0),
    async idle() {
      while (state.running !== null) await state.running;
    },
    async close() {
      closing.abort();
      await state.running;
    },
  };
}

/** Posts the bytes as they are and answers with the status. */
export async function post(url: string, { headers, body }: Omit<RawWebhook, 'type'>): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: new Uint8Array(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}
