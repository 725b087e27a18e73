// What could not be processed or told, and was set aside for the operator: webhooks that came in, events that go out.
import { z } from 'zod';
import { Provider } from '../orders/orders.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { LetterOutcome } from './letter-outcome.ts';

/** inbox: a provider's webhook. outbox: an event for a receiver of the operator's own. */
export const Box = z.enum(['inbox', 'outbox']);
export type Box = z.infer<typeof Box>;

export const OutletName = z.enum(['http', 'lago']);
export type OutletName = z.infer<typeof OutletName>;

/** Counts up within its box. */
export const LetterId = z.coerce.number().int().min(1).brand<'LetterId'>();
export type LetterId = z.infer<typeof LetterId>;

/** dead: given up, and waits for the operator. discarded: the operator wants it no more. due: tried again. done: it arrived. */
export const LetterState = z.enum(['dead', 'discarded', 'due', 'done']);
export type LetterState = z.infer<typeof LetterState>;

const letter = {
  id: z.int().min(1).brand<'LetterId'>(),
  event_id: z.string(),
  /** The provider's own name of the event, or the type of ours. */
  event_type: z.string(),
  state: LetterState,
  /** Tries since it was made or replayed. */
  attempts: z.int().min(0),
  /** What came of the last try: as a value, and as a sentence for people. */
  outcome: LetterOutcome.nullable(),
  note: z.string().nullable(),
  /** Why the operator discarded it. */
  reason: z.string().nullable(),
  /** Epoch milliseconds. */
  created_at: z.int(),
  died_at: z.int(),
};

export const DeadLetter = z.discriminatedUnion('box', [
  z.object({
    box: z.literal('inbox'),
    ...letter,
    provider: Provider,
    order_id: z.string().nullable(),
    provider_txn_id: z.string().nullable(),
  }),
  z.object({
    box: z.literal('outbox'),
    ...letter,
    outlet: OutletName,
    /** What the event is about, such as `order:<id>`; a receiver hears the events of one subject in order. */
    subject: z.string(),
  }),
]);
export type DeadLetter = z.infer<typeof DeadLetter>;

type WithoutNote<Letter> = Letter extends unknown ? Omit<Letter, 'note'> : never;
/** As it is kept: without a sentence. */
export type KeptLetter = WithoutNote<DeadLetter>;

const changed = {
  dead_letter_not_found: problems.dead_letter_not_found,
};
/** `is_new`: this request changed it. */
const Changed = z.object({ request_id: z.string(), letter: DeadLetter, is_new: z.boolean() });
const tags = ['dead letters'];

/** For the operator, with X-Api-Key. */
export const deadLetters = {
  /** Newest first. Those that were discarded are listed with `state=discarded`. */
  list: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/dead-letters',
    summary: 'List dead letters',
    tags,
  })
    .input(
      z.object({
        box: Box,
        state: z.enum(['dead', 'discarded']).default('dead'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: LetterId.optional(),
      }),
    )
    .output(
      z.object({
        request_id: z.string(),
        letters: z.array(DeadLetter),
        /** Send it back for the letters that follow; null: these were the last. */
        next_cursor: z.string().nullable(),
      }),
    ),

  /** Due at once, with as many tries as a new one. A letter that is due or has arrived stays as it is. */
  replay: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/dead-letters/{box}/{id}/replay',
    summary: 'Retry a dead letter',
    tags,
  })
    .input(z.object({ box: Box, id: LetterId }))
    .output(Changed)
    .errors(changed),

  /** Kept, with the reason; a replay takes it back. */
  discard: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/dead-letters/{box}/{id}/discard',
    summary: 'Discard a dead letter',
    tags,
  })
    .input(z.object({ box: Box, id: LetterId, reason: z.string().trim().min(1).max(500) }))
    .output(Changed)
    .errors(changed),
};
