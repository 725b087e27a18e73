// Hosted answers that are being made: how many at once, in all and for one payer, and their end when the server stops. They mostly
// wait for a model, so they take no place among the requests that are worked on at once.
import { refusal } from '../problem.ts';

export type OpenAnswer = {
  /** Aborted when nobody reads on, or when the server stops. */
  readonly reader: AbortController;
  /** Has to be called when the answer has ended. */
  close(): void;
};

export type OpenAnswers = {
  /** Throws a refusal where there are too many. */
  open(payer: string): OpenAnswer;
  count(): number;
  /** Lets those that are open go on for `graceMs`, and then ends them. */
  stop(graceMs: number): void;
};

export type AnswerLimits = { readonly total: number; readonly perPayer: number };

export function createOpenAnswers({ total, perPayer }: AnswerLimits): OpenAnswers {
  const readers = new Set<AbortController>();
  const byPayer = new Map<string, number>();
  return {
    open(payer) {
      const own = byPayer.get(payer) ?? 0;
      if (own >= perPayer) throw refusal('rate_limited', { reason: 'streams' });
      if (readers.size >= total) throw refusal('overloaded', { reason: 'busy', retry_after_s: 5 });
      const reader = new AbortController();
      readers.add(reader);
      byPayer.set(payer, own + 1);
      return {
        reader,
        close() {
          if (!readers.delete(reader)) return;
          const left = (byPayer.get(payer) ?? 1) - 1;
          if (left === 0) byPayer.delete(payer);
          else byPayer.set(payer, left);
        },
      };
    },
    count: () => readers.size,
    stop(graceMs) {
      setTimeout(() => {
        for (const reader of readers) reader.abort();
      }, graceMs).unref();
    },
  };
}
