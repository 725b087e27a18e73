// Limits on what may be used until a moment: of an API key, or of a member of a team. Pure; knows neither.
import type { Microcredits } from '../../contract/money.ts';

/** One limit in which holds count until `endsAt`; under another end the same key counts from nothing. */
export type BudgetTerms = {
  readonly key: string;
  readonly endsAt: number;
  readonly limit: Microcredits;
  readonly kind: 'key' | 'member';
};

/** The end of what never starts again: the last moment that a date can say. */
export const noEnd = 8_640_000_000_000_000;
