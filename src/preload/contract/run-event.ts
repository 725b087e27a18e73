// What happens to an answer, numbered from 1 without gaps, and the one pure fold both sides apply.
import { z } from 'zod';
import { AnswerNote, AnswerState, Charge, Counts, type AnswerMessage } from './message.ts';
import { Place } from './models.ts';

export const RunEvent = z.discriminatedUnion('kind', [
  z.object({ n: z.int().min(1), kind: z.literal('thinking'), text: z.string() }),
  z.object({ n: z.int().min(1), kind: z.literal('text'), text: z.string() }),
  /** All text so far turned out to be thoughts. */
  z.object({ n: z.int().min(1), kind: z.literal('rethink') }),
  /** Known only now: who makes the answer, where that is another than was asked for, and what is to be said of it. */
  z.object({
    n: z.int().min(1),
    kind: z.literal('made'),
    model: z.string(),
    place: Place.nullable(),
    notes: z.array(AnswerNote),
  }),
  z.object({ n: z.int().min(1), kind: z.literal('charge'), charge: Charge }),
  /** The last event of a generation; a late `charge` may still follow it. */
  z.object({ n: z.int().min(1), kind: z.literal('ended'), state: AnswerState, counts: Counts.nullable() }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

/** Apply one event. Pure; the result shares whatever did not change. */
export function fold(answer: AnswerMessage, event: RunEvent): AnswerMessage {
  switch (event.kind) {
    case 'thinking':
      return { ...answer, thinking: answer.thinking + event.text };
    case 'text':
      return { ...answer, text: answer.text + event.text };
    case 'rethink':
      return { ...answer, thinking: answer.thinking + answer.text, text: '' };
    case 'made':
      return { ...answer, model: event.model, place: event.place, notes: event.notes };
    case 'charge':
      return { ...answer, charge: event.charge };
    case 'ended':
      return { ...answer, state: event.state, counts: event.counts };
  }
}
