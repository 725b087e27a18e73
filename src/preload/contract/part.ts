// What a message is made of: a list of parts, in the order in which they came. Text alone is the list of one part.
import { z } from 'zod';
import { messageTextMax } from './chat-limits.ts';

export const TextPart = z.object({ kind: z.literal('text'), text: z.string() });
export type TextPart = z.infer<typeof TextPart>;

/** `ms`: how long the model thought; null: not known. */
export const ThinkingPart = z.object({
  kind: z.literal('thinking'),
  text: z.string(),
  ms: z.int().min(0).nullable(),
});
export type ThinkingPart = z.infer<typeof ThinkingPart>;

/** What a person can say in a question. */
export const QuestionPart = z.discriminatedUnion('kind', [
  TextPart.extend({ text: z.string().min(1).max(messageTextMax) }),
]);
export type QuestionPart = z.infer<typeof QuestionPart>;

export const Part = z.discriminatedUnion('kind', [TextPart, ThinkingPart]);
export type Part = z.infer<typeof Part>;
