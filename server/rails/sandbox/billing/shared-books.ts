// The sandbox's books where several nodes play it: a subscription begun on one is agreed to, renewed and ended on another.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PaperDesk, SandboxPapers } from '../papers.ts';
import { customerOf, type Kind, type OpenBooks, type SandboxBooks, type Things, thingIn } from './sandbox-books.ts';

const box = 'billing';
const Letter = z.object({ event_type: z.string(), created_at: z.int(), object: z.string(), thing: z.string() });

const key = { own: (id: string) => `own:${id}`, of: (customer: string) => `of:${customer}`, running: 'running' };

/** Closing it closes nothing: the place is another's. */
export function openSharedBooks(papers: SandboxPapers): SandboxBooks {
  return {
    // One at a time: a change begins with what time has done to all subscriptions.
    change: (work) => papers.change(box, (on) => work(booksOn(on))),
    async lease(now, until) {
      const letter = await papers.lease(box, { now, until });
      if (letter === null) return null;
      const { object, thing, ...event } = Letter.parse(JSON.parse(letter.body));
      return { event_id: letter.id, attempts: letter.attempts, ...event, data: { object, id: thing } };
    },
    plan: (eventId, nextAt) => papers.plan(box, eventId, nextAt),
    close: () => Promise.resolve(),
  };
}

function booksOn(on: PaperDesk): OpenBooks {
  async function under<K extends Kind>(kind: K, name: string): Promise<readonly Things[K][]> {
    return (await on.under(kind, name)).map((body) => thingIn(kind, body)).toReversed();
  }
  return {
    async find(kind, id) {
      const body = await on.find(kind, id);
      return body === null ? null : thingIn(kind, body);
    },
    ofOwn: (kind, ownId) => under(kind, key.own(ownId)),
    ofCustomer: (kind, customer) => under(kind, key.of(customer)),
    running: () => under('subscription', key.running),
    put: (kind, thing) =>
      on.put({
        kind,
        id: thing.id,
        keys: [key.own(thing.ownId), key.of(customerOf(thing)), ...(isRunning(thing) ? [key.running] : [])],
        body: JSON.stringify(thing),
      }),
    tell: ({ type, object, id, at }) =>
      on.post({
        box,
        id: `evt_${randomUUID()}`,
        at,
        body: JSON.stringify({ event_type: type, created_at: at, object, thing: id } satisfies z.input<typeof Letter>),
      }),
  };
}

function isRunning(thing: Things[Kind]): boolean {
  return 'isEnding' in thing && thing.state !== 'canceled';
}
