// An address that is not of the public internet is never taken for one, however it is written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardedLookup, NotPublic } from '../../../src/main/core/pictures/guarded-lookup.ts';
import { isPublicAddress } from '../../../src/main/core/pictures/public-address.ts';

const inside = [
  '127.0.0.1',
  '127.8.8.8',
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  '2001:db8::1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::c0a8:101',
  '64:ff9b::',
  '64:ff9b:1::8.8.8.8',
  '2606:4700::1%lo',
  'localhost',
  '',
];
const outside = [
  '1.1.1.1',
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700:4700::1111',
  '2a00::1',
  '64:ff9b::8.8.8.8',
];

test.each(inside)('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));
test.each(outside)('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

test('no address of a private network is public, also where it is translated', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const privates = fc.oneof(
    fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
  );
  fc.assert(
    fc.property(privates, (octets) => {
      const address = octets.join('.');
      for (const written of [address, `::ffff:${address}`, `64:ff9b::${address}`])
        expect(isPublicAddress(written), written).toBe(false);
    }),
  );
});

describe('a name', () => {
  const named =
    (...addresses: readonly string[]): Parameters<typeof guardedLookup>[1] =>
    (_name, _options, tell) =>
      tell(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  const ask = (...addresses: readonly string[]): Promise<unknown> =>
    new Promise((resolve) => {
      guardedLookup(isPublicAddress, named(...addresses))('x.example', { all: true }, (error, found) =>
        resolve(error ?? found),
      );
    });

  test('is followed where all of its addresses are public', async () => {
    expect(await ask('1.1.1.1', '2606:4700::1')).toEqual([
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ]);
  });

  test.each([[['127.0.0.1']], [['1.1.1.1', '192.168.0.1']], [['::1', '1.1.1.1']], [[]]])(
    'that leads to %j is not',
    async (addresses) => {
      expect(await ask(...addresses)).toBeInstanceOf(NotPublic);
    },
  );
});
