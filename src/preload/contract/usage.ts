// What was used, out of the store: messages, tokens and credits, by day, model, place and Ollama.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { OllamaId } from './ids.ts';
import { AnsweringOllama } from './message.ts';
import { Place } from './models.ts';

/** The last so many days, today among them; null: all of them. */
export const UsageDays = z.union([z.literal(7), z.literal(30), z.literal(90), z.literal(365)]).nullable();
export type UsageDays = z.infer<typeof UsageDays>;

const count = z.int().min(0);

export const UsageRow = z.object({
  /** A local day as "2026-03-02"; where `unit` is `month`, the first of one. */
  day: z.iso.date(),
  model: z.string(),
  /** null: not known. */
  place: Place.nullable(),
  /** Which of the person's Ollamas answered; null: none did. */
  ollama: OllamaId.nullable(),
  /** Answers that came to their end, or were stopped or cut off on the way. */
  messages: count,
  /** Of these, how many came without counts of tokens. */
  uncounted: count,
  promptTokens: count,
  completionTokens: count,
  microcredits: count,
});
export type UsageRow = z.infer<typeof UsageRow>;

export const UsageReport = z.object({
  unit: z.enum(['day', 'month']),
  /** The first and the last day that could have a row. */
  first: z.iso.date(),
  last: z.iso.date(),
  /** By day; what has none was not used. */
  rows: z.array(UsageRow),
  /** Those of the rows, as each was called when it last answered. */
  ollamas: z.array(AnsweringOllama),
});
export type UsageReport = z.infer<typeof UsageReport>;

export const usage = {
  /** `timeZone`: by IANA's name; one that is not known counts as this computer's own. */
  report: oc.input(z.object({ days: UsageDays, timeZone: z.string().max(100) })).output(UsageReport),
};
