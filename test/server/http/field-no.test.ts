// What zod finds in a request becomes a reason from the contract's list, with what the sentence needs and none of zod's words.
import { ValidationError } from '@orpc/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { decimal } from '../../../server/contract/decimal.ts';
import { problemParams } from '../../../server/contract/problem-params.ts';
import { fieldNoOf } from '../../../server/http/field-no.ts';

const Request = z.strictObject({
  model: z.string().min(1).max(3),
  tokens: z.int().min(0).max(9),
  id: z.uuid(),
  venue: z.enum(['local', 'hosted']),
  tags: z.array(z.string()).max(1),
  zone: z.string().refine((zone) => zone === 'UTC', { params: { rule: 'time_zone' } }),
  other: z.string().refine((other) => other === ''),
  name: z.union([z.string().min(1), z.int().min(0)]),
  part: z.union([z.string(), z.array(z.object({ text: z.string() }))]),
  step: z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]),
});
const fitting = {
  model: 'm',
  tokens: 1,
  id: '0190c0de-0000-7000-8000-000000000001',
  venue: 'local',
  tags: [],
  zone: 'UTC',
  other: '',
  name: 7,
  part: 'p',
  step: { kind: 'a' },
};

it.each([
  [{ model: undefined }, { reason: 'field_missing', field: 'model' }],
  [{ venue: undefined }, { reason: 'field_missing', field: 'venue' }],
  [{ model: 7 }, { reason: 'field_wrong_type', field: 'model', expected: 'string' }],
  [{ model: '' }, { reason: 'field_too_small', field: 'model', minimum: 1, of: 'text' }],
  [{ model: 'long' }, { reason: 'field_too_big', field: 'model', maximum: 3, of: 'text' }],
  [{ tokens: -1 }, { reason: 'field_too_small', field: 'tokens', minimum: 0, of: 'number' }],
  [{ tags: ['a', 'b'] }, { reason: 'field_too_big', field: 'tags', maximum: 1, of: 'list' }],
  [{ tags: [7] }, { reason: 'field_wrong_type', field: 'tags.0', expected: 'string' }],
  [{ id: 'x' }, { reason: 'field_wrong_format', field: 'id', format: 'uuid' }],
  [{ venue: 'moon' }, { reason: 'field_not_allowed', field: 'venue', allowed: ['local', 'hosted'] }],
  [{ extra: 1 }, { reason: 'field_unknown', field: 'extra' }],
  [{ zone: 'Mars' }, { reason: 'field_against_rule', field: 'zone', rule: 'time_zone' }],
  [{ other: 'x' }, { reason: 'field_against_rule', field: 'other', rule: 'other' }],
  [{ name: undefined }, { reason: 'field_missing', field: 'name' }],
  [{ name: '' }, { reason: 'field_too_small', field: 'name', minimum: 1, of: 'text' }],
  [{ name: -1 }, { reason: 'field_too_small', field: 'name', minimum: 0, of: 'number' }],
  [{ name: true }, { reason: 'field_wrong_type', field: 'name', expected: 'string' }],
  [{ part: [{ text: 'a' }, { text: 7 }] }, { reason: 'field_wrong_type', field: 'part.1.text', expected: 'string' }],
  [{ step: { kind: 'c' } }, { reason: 'field_not_allowed', field: 'step.kind', allowed: ['a', 'b'] }],
  [{ step: {} }, { reason: 'field_missing', field: 'step.kind' }],
])('%o', (change, no) => {
  const data = { ...fitting, ...change };
  const issues = Request.safeParse(data).error?.issues ?? [];
  const found = fieldNoOf(new ValidationError({ message: 'validation failed', issues, data }));
  expect(found).toEqual(no);
  expect(problemParams.invalid_request.safeParse(found).success).toBe(true);
});

it('nothing is made of no issue', () => {
  expect(fieldNoOf(new ValidationError({ message: 'validation failed', issues: [], data: {} }))).toBeNull();
});

type Issue = ValidationError['issues'][number];
const noOf = (issue: Issue & Readonly<Record<string, unknown>>, data: unknown = {}) =>
  fieldNoOf(new ValidationError({ message: 'validation failed', issues: [issue], data }));
const long = 'x'.repeat(2_000);

it.each([
  [{ code: 'invalid_type', expected: long, path: ['a'], message: '' }, { a: 1 }],
  [{ code: 'invalid_format', format: long, path: ['a'], message: '' }, { a: 1 }],
  [{ code: 'invalid_value', values: [long], path: ['a'], message: '' }, { a: 1 }],
  [{ code: 'too_small', origin: 'string', minimum: 1, path: [long, long], message: '' }, {}],
  [{ code: 'unrecognized_keys', keys: [long], path: [], message: '' }, {}],
])('whatever a request or a schema names at length is cut to what may be told: %o', (issue, data) => {
  const found = noOf(issue, data);
  expect(problemParams.invalid_request.safeParse(found).success).toBe(true);
  expect(JSON.stringify(found).length).toBeLessThan(1_100);
});

it('a bound may be a big number, and that of a set is a number of entries', () => {
  const bound = { code: 'too_big', path: ['a'], message: '' };
  expect(noOf({ ...bound, origin: 'bigint', maximum: 9n })).toEqual({
    reason: 'field_too_big',
    field: 'a',
    maximum: 9,
    of: 'number',
  });
  expect(noOf({ ...bound, origin: 'set', maximum: 2 })).toMatchObject({ of: 'list' });
});

it('a field is named by its way through objects, however a schema writes that way', () => {
  const unknown = { code: 'unrecognized_keys', keys: ['extra'], message: '' };
  expect(noOf({ ...unknown, path: ['a', 0] })).toMatchObject({ field: 'a.0.extra' });
  expect(noOf({ ...unknown, path: [{ key: 'a' }, 'b'] })).toMatchObject({ field: 'a.b.extra' });
});

it('what an object only inherits was not sent', () => {
  const issue = { code: 'invalid_type', expected: 'string', path: ['toString'], message: '' };
  expect(noOf(issue, {})).toMatchObject({ reason: 'field_missing' });
});

it.each(['time_zone', 'six_decimals', 'different_ids', 'model_to_degrade_to'])(
  'the rule %s is told by its name',
  (rule) => {
    expect(noOf({ code: 'custom', path: ['a'], message: '', params: { rule } })).toMatchObject({ rule });
  },
);

it('a number with too many decimals is told how many there may be', () => {
  const { error } = z.object({ price: decimal(2, 10) }).safeParse({ price: 1.234 });
  const [issue] = error?.issues ?? [];
  expect(issue && noOf({ ...issue })).toEqual({ reason: 'field_too_precise', field: 'price', decimals: 2 });
});
