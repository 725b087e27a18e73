// From a no as a value to the sentence for it, in the language that its reader likes best of those spoken here.
import type { BookingCause } from '../contract/booking-cause.ts';
import type { LetterOutcome } from '../contract/letters/letter-outcome.ts';
import type { RefundFailure } from '../contract/problem-params.ts';
import type { ProblemCode, ProblemParams } from '../contract/problem.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { createFormats, type Formats } from './formats.ts';
import { it } from './it.ts';
import { type Language, languageTags, readerOf, type Reader } from './language.ts';
import type { Sentence, Words } from './problem-words.ts';
import { zh } from './zh.ts';

const words: Readonly<Record<Language, Words>> = { en, it, de, zh };

/** A code and its parameters, wherever they stand together. */
type Said = { readonly code: ProblemCode; readonly params: ProblemParams };

/** `language`: BCP 47, as a Content-Language header names it. */
export type SaidProblem = { readonly title: string; readonly detail: string; readonly language: string };

/** `accept`: the Accept-Language header of the request. */
export function sayProblem(said: Said, accept: string | undefined): SaidProblem {
  // It was stored in English, before codes had parameters.
  if ('legacy_detail' in said.params)
    return { title: en.titles[said.code], detail: said.params.legacy_detail, language: languageTags.en };
  const reader = readerOf({ named: undefined, accept });
  return {
    title: words[reader.language].titles[said.code],
    detail: sentenceAt(words[reader.language].problems[said.code], said.params, reader),
    language: languageTags[reader.language],
  };
}

/** What this kind of no is called in English, as the description of the API has it. */
export function titleInEnglish(code: ProblemCode): string {
  return en.titles[code];
}

/** In English: for the operator's commands, and for a log. */
export function sayInEnglish(said: Said): string {
  return sayProblem(said, undefined).detail;
}

/** `accept`: the Accept-Language header of the request. */
export function sayRefundFailure(failure: RefundFailure, accept: string | undefined): string {
  if ('legacy_detail' in failure) return failure.legacy_detail;
  const reader = readerOf({ named: undefined, accept });
  const { problems, refundFailures } = words[reader.language];
  return sentenceAt({ ...problems.provider_refused, ...refundFailures }, failure, reader);
}

/** `accept`: the Accept-Language header of the request; in English without one. */
export function sayCause(cause: BookingCause, accept?: string): string {
  const { language, tag } = readerOf({ named: undefined, accept });
  if (cause.code === 'written') return words[language].usualReasons.get(cause.text) ?? cause.text;
  const sentence: Sentence<never> = words[language].causes[cause.code];
  if (!isSentence(sentence)) throw new Error(`no sentence in ${language} for ${cause.code}`);
  return spoken(sentence, cause, createFormats(tag));
}

/** What came of a letter. `accept`: the Accept-Language header of the request; in English without one. */
export function sayOutcome(outcome: LetterOutcome, accept?: string): string {
  if (outcome.code === 'written') return outcome.text;
  const { language, tag } = readerOf({ named: undefined, accept });
  const sentence: Sentence<never> = words[language].outcomes[outcome.code];
  if (!isSentence(sentence)) throw new Error(`no sentence in ${language} for ${outcome.code}`);
  return spoken(sentence, outcome, createFormats(tag));
}

/** The same with its cause as a sentence too. */
export function withReason<Told extends { readonly cause: BookingCause }>(told: Told, accept?: string) {
  return { ...told, reason: sayCause(told.cause, accept) };
}

/** `at`: the sentence for a code, or its sentences by reason. */
function sentenceAt(at: unknown, params: ProblemParams | RefundFailure, { language, tag }: Reader): string {
  const sentence = 'reason' in params ? memberOf(at, params.reason) : at;
  if (!isSentence(sentence)) throw new Error(`no sentence in ${language} for ${JSON.stringify(params)}`);
  return spoken(sentence, params, createFormats(tag));
}

function spoken(sentence: Sentence<unknown>, params: unknown, say: Formats): string {
  return typeof sentence === 'string' ? sentence : sentence(params, say);
}

function memberOf(words: unknown, name: string): unknown {
  return typeof words === 'object' && words !== null && Object.hasOwn(words, name)
    ? Reflect.get(words, name)
    : undefined;
}

/** That a sentence takes the parameters of its own code is what the type of the catalogues sees to. */
function isSentence(value: unknown): value is Sentence<unknown> {
  return typeof value === 'string' || typeof value === 'function';
}
