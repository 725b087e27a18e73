// Which refusal a failure of the world becomes.
import { expect, it } from 'vitest';
import { failureOf } from '../../../server/http/failure.ts';
import { IdentityUnavailable } from '../../../server/http/request.ts';
import { RailUnavailable } from '../../../server/rails/rail.ts';
import { StorageUnavailable, SumTooLarge } from '../../../server/storage/storage.ts';

it.each([
  [new StorageUnavailable('full'), 'storage_unavailable', true],
  [new RailUnavailable('silent'), 'provider_unavailable', true],
  [new IdentityUnavailable('no keys'), 'identity_unavailable', true],
  [new SumTooLarge('too much'), 'balance_too_high', false],
])('%o is told by its own code', (thrown, code, isOurs) => {
  expect(failureOf(thrown)).toMatchObject({ refusal: { refused: { code } }, isOurs });
});

it('an error that only bears the name of a failure is a bug', () => {
  const stranger = Object.assign(new Error('not ours'), { name: 'StorageUnavailable' });
  expect(failureOf(stranger)).toMatchObject({ refusal: { refused: { code: 'internal' } }, isOurs: true });
});
