// News between nodes by LISTEN and NOTIFY, on one connection of each node that does nothing else. What a command has to tell is sent after
// its commit and not within: a commit that notifies waits for every other one that does, on all nodes.
import { setTimeout as wait } from 'node:timers/promises';
import type { Client as Connection } from 'pg';
import { z } from 'zod';
import { OrderId } from '../../../contract/orders/orders.ts';
import type { Heard, News, Newsroom } from '../../nodes/newsroom.ts';
import { NoPlaceServes, sessionAsked, whyNotServing } from '../place-finder.ts';
import { clientsOf } from '../placed-client.ts';

export type NewsroomOptions = {
  readonly url: string;
  /** How often the connection is asked whether it still is one, and how long it may take to answer; milliseconds. */
  readonly checkMs?: number;
  readonly answerMs?: number;
};

export type PostgresNewsroom = Newsroom & {
  /** This node hears it at once, the others soon, where they can be reached. */
  tell(news: readonly News[]): void;
};

const channel = 'tallystick_news';
/** What is told in the meantime goes together. */
const gatherMs = 50;
const waitingMax = 1_000;
const goodbyeMs = 1_000;
const firstWaitMs = 100;
const waitMaxMs = 5_000;
/** Tells news, each as JSON. */
export const notifyText = `SELECT pg_notify('${channel}', news) FROM unnest($1::text[]) AS news`;

const Told = z.union([
  z.object({ kind: z.literal('order'), id: OrderId }),
  z.object({ kind: z.enum(['inbox', 'outbox', 'settings']) }),
]);

/** Connects when somebody wants to hear, and in the background: a node works without it. */
export function openNewsroom({ url, checkMs = 15_000, answerMs = 3_000 }: NewsroomOptions): PostgresNewsroom {
  const listeners = new Set<(heard: Heard) => void>();
  const waiting = new Set<string>();
  const closing = new AbortController();
  const line: { client: Connection | null; staying: Promise<void> | null; sending: Promise<void> | null } = {
    client: null,
    staying: null,
    sending: null,
  };

  const emit = (heard: Heard): void => {
    for (const listener of listeners) listener(heard);
  };

  const session = sessionAsked(url, 'read-write');

  /** Throws where it is no connection any more, or one to a host from which another has taken over: the others hear each other there. */
  async function check(client: Connection): Promise<void> {
    if (session !== 'read-write') return void (await client.query('SELECT 1'));
    const reason = await whyNotServing(client, { session, mustLast: false });
    if (reason !== null) throw new NoPlaceServes(reason);
  }

  /** Resolves when the connection is over. */
  async function listen(): Promise<void> {
    const { Client, config } = clientsOf({ url, connectMs: answerMs, closing: closing.signal });
    const client = new Client({
      ...config,
      application_name: 'tallystick news',
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
      keepAlive: true,
    });
    const own: { id: number | null } = { id: null };
    const over = new AbortController();
    const end = (): void => over.abort();
    client.on('error', end);
    client.on('end', end);
    // What this node has told itself it has heard already.
    client.on('notification', ({ payload, processId }) => {
      const heard = processId === own.id ? null : read(payload);
      if (heard !== null) emit(heard);
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ id: number }>('SELECT pg_backend_pid() AS id');
      own.id = rows[0]?.id ?? null;
      await client.query(`LISTEN ${channel}`);
      line.client = client;
      emit({ kind: 'missed' });
      const either = AbortSignal.any([over.signal, closing.signal]);
      while (!either.aborted) {
        await wait(checkMs, undefined, { signal: either }).catch(() => undefined);
        if (!either.aborted) await check(client);
      }
    } finally {
      line.client = null;
      await Promise.race([client.end().catch(() => undefined), wait(goodbyeMs)]);
    }
  }

  async function stay(): Promise<void> {
    for (let tries = 0; !closing.signal.aborted; tries += 1) {
      const since = performance.now();
      // Whatever is wrong, the next try may do better; nodes that lost it together do not come back together.
      await listen().catch(() => undefined);
      if (performance.now() - since > checkMs) tries = 0;
      const ms = Math.min(waitMaxMs, firstWaitMs * 2 ** Math.min(tries, 10)) * (0.5 + Math.random() / 2);
      await wait(ms, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  async function send(): Promise<void> {
    while (waiting.size > 0 && line.client !== null) {
      const batch = [...waiting];
      waiting.clear();
      // Where it is lost, the others look for themselves a little later.
      await line.client.query(notifyText, [batch]).catch(() => undefined);
      await wait(gatherMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    waiting.clear();
    line.sending = null;
  }

  return {
    tell(news) {
      for (const one of news) {
        emit(one);
        if (line.client !== null && waiting.size < waitingMax) waiting.add(JSON.stringify(one));
      }
      line.sending ??= send();
    },
    hear(listener) {
      listeners.add(listener);
      if (!closing.signal.aborted) line.staying ??= stay();
      return () => void listeners.delete(listener);
    },
    async close() {
      closing.abort();
      listeners.clear();
      await line.staying;
      await line.sending;
    },
  };
}

/** null: a node of another version tells something that is not known here. */
function read(payload: string | undefined): News | null {
  try {
    return Told.parse(JSON.parse(payload ?? ''));
  } catch {
    return null;
  }
}
