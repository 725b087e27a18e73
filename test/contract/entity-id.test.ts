// Ids of people and teams: read in one way, and refused at once however long they are.
import { expect, it } from 'vitest';
import { EntityId } from '../../server/contract/entity-id.ts';

it.each([
  ['7', '7'],
  [7, '7'],
  [-7, '-7'],
  ['  ada ', 'ada'],
  ['\u00a0日本 語', '日本 語'],
])('%j is %j', (written, id) => {
  expect(EntityId.parse(written)).toBe(id);
});

it.each(['', '  ', 'a\nb', '\na', 'a\u0000', 7.5, true, 'a'.repeat(201)])('%j is refused', (written) => {
  expect(EntityId.safeParse(written).success).toBe(false);
});

it('one that is as long as a body is refused as fast as it is read', () => {
  // Where two parts of a pattern may take the same character, this takes minutes.
  expect(EntityId.safeParse(`${'a'.repeat(1_000_000)}\u0001`).success).toBe(false);
});
