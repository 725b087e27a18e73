// What zod finds in a request becomes a reason from the contract's list, with what the sentence needs and none of zod's words.
import { ValidationError } from '@orpc/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
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
});
const fitting = {
  model: 'm',
  tokens: 1,
  id: '0190c0de-0000-7000-8000-000000000001',
  venue: 'local',
  tags: [],
  zone: 'UTC',
  other: '',
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
