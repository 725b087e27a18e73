// What happens to an answer, numbered from 1 without gaps. Thoughts and text are added to the last part of their kind, or begin one.
import { z } from 'zod';
import { AnsweringOllama, AnswerNote, AnswerState, Charge, Counts } from './message.ts';
import { Place } from './models.ts';
import { Part, ToolCallId, ToolCallState } from './part.ts';

export const RunEvent = z.discriminatedUnion('kind', [
  /** `ms`: how long this thought has taken by now; journals of earlier versions do not say. */
  z.object({ n: z.int().min(1), kind: z.literal('thinking'), text: z.string(), ms: z.int().min(0).optional() }),
  z.object({ n: z.int().min(1), kind: z.literal('text'), text: z.string() }),
  /** All text since the last call of a tool turned out to be thoughts. */
  z.object({ n: z.int().min(1), kind: z.literal('rethink'), ms: z.int().min(0).optional() }),
  /** A part that comes whole. Text and thoughts come so where they are kept of a version that was cut. */
  z.object({ n: z.int().min(1), kind: z.literal('part'), part: Part }),
  /** How a call of a tool stands now; the call itself came as a part. */
  z.object({ n: z.int().min(1), kind: z.literal('call'), callId: ToolCallId, state: ToolCallState }),
  /** Known only now: who makes the answer, where that is another than was asked for, and what is to be said of it. */
  z.object({
    n: z.int().min(1),
    kind: z.literal('made'),
    model: z.string(),
    place: Place.nullable(),
    /** Journals of earlier versions do not say. */
    ollama: AnsweringOllama.nullable().optional(),
    notes: z.array(AnswerNote),
  }),
  z.object({ n: z.int().min(1), kind: z.literal('charge'), charge: Charge }),
  /** The last event of a generation; a late `charge` may still follow it. Journals of earlier versions have no `firstTokenMs`. */
  z.object({
    n: z.int().min(1),
    kind: z.literal('ended'),
    state: AnswerState,
    counts: Counts.nullable(),
    firstTokenMs: z.int().min(0).nullable().optional(),
  }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
