// What stands beside a problem's code: enough for a sentence, and never in the way of the standard's own members.
import { describe, expect, it } from 'vitest';
import { problemParams } from '../../server/contract/problem-params.ts';
import { problems, readProblemSaid } from '../../server/contract/problem.ts';
import { z } from 'zod';

const Shape = z.object({ properties: z.record(z.string(), z.unknown()) });
const Variants = z.union([
  z.object({ oneOf: z.array(Shape) }).transform(({ oneOf }) => oneOf),
  z.object({ anyOf: z.array(Shape) }).transform(({ anyOf }) => anyOf),
  Shape.transform((shape) => [shape]),
]);
const namesOf = (schema: z.ZodType): readonly string[] =>
  Variants.parse(z.toJSONSchema(schema)).flatMap(({ properties }) => Object.keys(properties));

describe('the parameters of problems', () => {
  it('are known for every code, and for nothing else', () => {
    expect(Object.keys(problemParams).toSorted()).toEqual(Object.keys(problems).toSorted());
  });

  it('never have the name of a member that every problem has', () => {
    const taken = ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id', 'extensions'];
    const names = Object.values(problemParams).flatMap(namesOf);
    expect(names).toEqual(expect.arrayContaining(['reason', 'limit', 'resets_at', 'legacy_detail']));
    expect(names.filter((name) => taken.includes(name))).toEqual([]);
  });

  it('are read from among the other members of a document', () => {
    const body = { type: 'urn:x', status: 402, code: 'free_exhausted', reason: 'used_up', limit: 20, whose: 'client' };
    expect(readProblemSaid('free_exhausted', { ...body, resets_at: 7 })).toEqual({
      code: 'free_exhausted',
      params: { reason: 'used_up', limit: 20, whose: 'client', resets_at: 7 },
    });
  });

  it('are nothing where an older server sends none, or a newer one a code or a reason of its own', () => {
    expect(readProblemSaid('free_exhausted', { resets_at: 7 })).toBeNull();
    expect(readProblemSaid('forbidden', { reason: 'full_moon' })).toBeNull();
    expect(readProblemSaid('moon_full', {})).toBeNull();
    expect(readProblemSaid('toString', {})).toBeNull();
  });
});
