// The sentences that problems are told in, one catalogue a language. A code or a reason without a sentence does not compile, nor
// does a sentence that asks for a parameter which its code does not carry.
import type { BookingCause } from '../contract/booking-cause.ts';
import type { LetterOutcome } from '../contract/letters/letter-outcome.ts';
import type { ProblemCode, ProblemParams } from '../contract/problem.ts';
import type { FieldNo, ProviderNo, RefundFailure } from '../contract/problem-params.ts';
import type { ToldBefore } from '../contract/refusal-params.ts';
import type { Formats } from './formats.ts';

/** What is the matter, and what to do next. */
export type Sentence<Params> = string | ((params: Params, say: Formats) => string);

export type Words = {
  readonly titles: ProblemTitles;
  readonly problems: ProblemWords;
  /** Why a refund failed after the provider had taken it. */
  readonly refundFailures: SentencesFor<Exclude<RefundFailure, ProviderNo | ToldBefore>>;
  readonly causes: CauseWords;
  readonly outcomes: OutcomeWords;
  /** Reasons for a refund that other programs write as one word: what an operator writes who says no other. */
  readonly usualReasons: ReadonlyMap<string, string>;
};

/** What came of the last try of a letter. */
type OutcomeWords = {
  readonly [Code in Exclude<LetterOutcome['code'], 'written'>]: Sentence<
    Extract<LetterOutcome, { readonly code: Code }>
  >;
};

/** Why credits were moved or money was given back. What somebody wrote stays as it was written. */
type CauseWords = {
  readonly [Code in Exclude<BookingCause['code'], 'written'>]: Sentence<Extract<BookingCause, { readonly code: Code }>>;
};

/** What each kind of no is called. */
export type ProblemTitles = Readonly<Record<ProblemCode, string>>;

export type ProblemWords = { readonly [Code in ProblemCode]: SentencesFor<Sayable<Code>> };

/** What is wrong with a field of a request. */
export type FieldWords = SentencesFor<FieldNo>;

/** All but the parameters of a no whose sentence was stored as it was said. */
type Sayable<Code extends ProblemCode> = Exclude<ProblemParams<Code>, ToldBefore>;

/** One sentence for each reason, where the code has reasons. */
type SentencesFor<Params> = [Params] extends [{ readonly reason: string }]
  ? { readonly [Reason in Params['reason']]: Sentence<Extract<Params, { readonly reason: Reason }>> }
  : Sentence<Params>;
