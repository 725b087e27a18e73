import { validate, version } from 'uuid';
import { expect, test } from 'vitest';
import { createUuidSource } from '../../../server/lib/uuid-source.ts';

test('every id is a UUID of version 7 and is made once, over many batches of random bytes', () => {
  const newId = createUuidSource();
  const ids = Array.from({ length: 2_000 }, newId);
  expect(ids.filter((id) => !validate(id) || version(id) !== 7)).toEqual([]);
  // Without the time, so that what differs is the random part.
  expect(new Set(ids.map((id) => id.slice(14))).size).toBe(ids.length);
});
