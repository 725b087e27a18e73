// Every code that there is can be said in every language, with whatever parameters its schema lets through.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { BookingCause } from '../../../server/contract/booking-cause.ts';
import { problemParams, RefundFailure } from '../../../server/contract/problem-params.ts';
import { type ProblemSaid, readProblemSaid } from '../../../server/contract/problem.ts';
import { LetterOutcome } from '../../../server/contract/letters/letter-outcome.ts';
import { languages } from '../../../server/words/language.ts';
import {
  sayCause,
  sayOutcome,
  sayProblem,
  sayRefundFailure,
  titleInEnglish,
} from '../../../server/words/say-problem.ts';

const Schema = z.object({
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  pattern: z.string().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});

/** Values that a JSON Schema lets through. A zone is one that there is, which no schema can tell. */
function valuesOf(schema: unknown, name = ''): fc.Arbitrary<unknown> {
  const known = Schema.parse(schema);
  const variants = known.oneOf ?? known.anyOf;
  if (variants !== undefined) return fc.oneof(...variants.map((one) => valuesOf(one, name)));
  if (known.const !== undefined) return fc.constant(known.const);
  if (known.enum !== undefined) return fc.constantFrom(...known.enum);
  if (name === 'time_zone') return fc.constantFrom('UTC', 'Asia/Shanghai', 'America/St_Johns', 'Europe/Berlin');
  if (Array.isArray(known.type)) return fc.oneof(...known.type.map((type) => valuesOf({ ...known, type }, name)));
  if (known.pattern !== undefined) return fc.stringMatching(new RegExp(known.pattern));
  switch (known.type) {
    case 'null':
      return fc.constant(null);
    case 'string':
      return fc.string({ maxLength: 8, unit: 'grapheme' });
    case 'integer':
      return fc.integer({ min: known.minimum ?? 0, max: known.maximum ?? Number.MAX_SAFE_INTEGER });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'array':
      return fc.array(valuesOf(known.items), { maxLength: 4 });
    default: {
      const entries = Object.entries(known.properties ?? {}).map(([key, one]) => [key, valuesOf(one, key)] as const);
      return fc.record(Object.fromEntries(entries), { requiredKeys: [...(known.required ?? [])] });
    }
  }
}

/** What a name in the parameters says is no gap of the sentence's own. */
function gapsIn(sentence: string, params: unknown): readonly string[] {
  const given = JSON.stringify(params);
  return ['undefined', 'NaN', 'Invalid Date', '[object', '${'].filter(
    (gap) => sentence.includes(gap) && !given.includes(gap),
  );
}

function said(code: string, params: unknown): ProblemSaid {
  const read = readProblemSaid(code, params);
  if (read === null) throw new Error(`${code} does not take ${JSON.stringify(params)}`);
  return read;
}

it.each(Object.entries(problemParams))('%s can be said in every language, whatever its parameters', (code, schema) => {
  fc.assert(
    fc.property(valuesOf(z.toJSONSchema(schema)), fc.constantFrom(...languages), (params, language) => {
      const { title, detail, language: spoken } = sayProblem(said(code, params), language);
      const isEnglish = title === titleInEnglish(said(code, params).code);
      expect(isEnglish).toBe(spoken === 'en');
      expect(gapsIn(detail, params)).toEqual([]);
      const isStored = typeof params === 'object' && params !== null && 'legacy_detail' in params;
      if (!isStored) expect(detail).toMatch(/\p{Sentence_Terminal}["”»]?$/u);
    }),
    { numRuns: 200 },
  );
});

it('a failed refund can be explained in every language', () => {
  fc.assert(
    fc.property(valuesOf(z.toJSONSchema(RefundFailure)), fc.constantFrom(...languages), (failure, language) => {
      expect(gapsIn(sayRefundFailure(RefundFailure.parse(failure), language), failure)).toEqual([]);
    }),
  );
});

it.each(BookingCause.options.map((schema) => [schema.shape.code.value, schema] as const))(
  'the cause %s can be said in every language, and says what it is about',
  (code, schema) => {
    fc.assert(
      fc.property(
        valuesOf(z.toJSONSchema(schema, { io: 'input' })),
        fc.constantFrom(...languages),
        (value, language) => {
          const cause = BookingCause.parse(value);
          const sentence = sayCause(cause, language);
          const { code: _, ...params } = cause;
          expect(sentence).toContain(Object.values(params)[0]);
          const isAsItCame = code === 'written' || code === 'charge';
          expect(sentence.length > String(Object.values(params)[0]).length).toBe(!isAsItCame);
        },
      ),
      { numRuns: 50 },
    );
  },
);

it('what came of a letter can be said in every language', () => {
  fc.assert(
    fc.property(valuesOf(z.toJSONSchema(LetterOutcome)), fc.constantFrom(...languages), (value, language) => {
      const outcome = LetterOutcome.parse(value);
      const sentence = sayOutcome(outcome, language);
      expect(gapsIn(sentence, outcome)).toEqual([]);
      if (outcome.code !== 'written') expect(sentence).toMatch(/\p{Sentence_Terminal}$/u);
      if ('told' in outcome && outcome.told !== null) expect(sentence).toContain(outcome.told);
    }),
    { numRuns: 300 },
  );
});
