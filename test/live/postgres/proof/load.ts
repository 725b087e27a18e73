// Servers under load from which something is taken away, and what is found of it afterwards: nothing that was answered is lost, nothing
// is there twice, and whatever was not answered can be asked again.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { call, holdBody, newToken, type Reply, until } from '../../../support/companion.ts';
import { credits } from '../../../support/ledger-values.ts';

/** What a hold was told to be last, and what was asked of it since. */
type Heard = { told: 'held' | 'captured' | null; asked: 'hold' | 'capture' | null };

export type LoadedNodes = {
  readonly urls: readonly string[];
  /** Gives a token so many credits. */
  grant(token: string, credits: number): Promise<unknown>;
};

const granted = 1_000_000;
const people = 9;
/** Before and after, so that it is under load and goes on after it. */
const answersMin = 30;

/** How many requests were answered, were not heard of, and were refused with a 503. */
type Counts = { readonly answered: number; readonly unheard: number; readonly refused: number };

/** Does it while all are at work, and waits until each server answers again, without being started anew. */
export async function underLoad({ urls, grant }: LoadedNodes, what: () => Promise<void>): Promise<Counts> {
  const token = newToken();
  await grant(token, granted);
  const heard = new Map<string, Heard>();
  const counts = { answered: 0, unheard: 0, refused: 0 };
  const last = new Map(urls.map((url) => [url, 0]));
  const state = { isOver: false };

  async function ask(url: string, request: string, body?: unknown): Promise<Reply | null> {
    try {
      const reply = await call(url, request, { as: token, ...(body === undefined ? {} : { body }) });
      if (reply.status >= 500) {
        expect([reply.status, reply.body.code]).toEqual([503, 'storage_unavailable']);
        expect(JSON.stringify(reply.body)).not.toMatch(/postgres|pg_|127\.0\.0\.1/i);
        counts.refused += 1;
        return null;
      }
      counts.answered += 1;
      last.set(url, (last.get(url) ?? 0) + 1);
      return reply;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      counts.unheard += 1;
      return null;
    }
  }

  async function work(person: number): Promise<void> {
    for (let turn = person; !state.isOver; turn += 1) {
      const url = urls[turn % urls.length] ?? '';
      const id = randomUUID();
      const one: Heard = { told: null, asked: 'hold' };
      heard.set(id, one);
      const made = await ask(url, 'POST /v1/holds', holdBody(id));
      if (made === null) continue;
      expect([made.status, made.body.hold?.state]).toEqual([201, 'held']);
      one.told = 'held';
      one.asked = null;
      if (turn % 2 === 0) continue;
      one.asked = 'capture';
      const ended = await ask(urls[(turn + 1) % urls.length] ?? '', `POST /v1/holds/${id}/capture`);
      if (ended === null) continue;
      expect([ended.status, ended.body.hold?.state]).toEqual([200, 'captured']);
      one.told = 'captured';
      one.asked = null;
    }
  }

  const answers = (url: string) => last.get(url) ?? 0;
  const all = Promise.all(Array.from({ length: people }, (_, person) => work(person)));
  try {
    await Promise.race([
      until(
        async () => Math.min(...urls.map(answers)),
        (least) => least > answersMin,
        60_000,
      ),
      all,
    ]);
    await what();
    const before = new Map(last);
    const since = async () => Math.min(...urls.map((url) => answers(url) - (before.get(url) ?? 0)));
    await Promise.race([until(since, (least) => least > answersMin, 60_000), all]);
  } finally {
    state.isOver = true;
  }
  await all;
  await nothingLost({ urls, token, heard });
  return counts;
}

type Left = { readonly urls: readonly string[]; readonly token: string; readonly heard: ReadonlyMap<string, Heard> };

async function nothingLost({ urls, token, heard }: Left): Promise<void> {
  let held = 0;
  let captured = 0;
  let number = 0;
  for (const [id, { told, asked }] of heard) {
    const url = urls[(number += 1) % urls.length] ?? '';
    // As a client does that was not answered.
    const repeated = await call(url, 'POST /v1/holds', { as: token, body: holdBody(id) });
    const state = String(repeated.body.hold?.state);
    expect([id, repeated.status]).toEqual([id, told === null && repeated.status === 201 ? 201 : 200]);
    if (asked === 'capture') expect(['held', 'captured']).toContain(state);
    else expect([id, state]).toEqual([id, told ?? 'held']);
    if (state === 'held') held += 1;
    else captured += 1;
  }
  const { body } = await call(urls[0] ?? '', 'GET /v1/wallet', { as: token });
  expect(body.balances[0]).toMatchObject({
    balance_microcredits: credits(granted - captured),
    held_microcredits: credits(held),
  });
}
