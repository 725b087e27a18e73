import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf, parseAddress, type ProxyTrust } from '../../../server/http/address.ts';

const hex = (bytes: Uint8Array | readonly number[]) => Buffer.from(bytes).toString('hex');

const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constant(0));
const v4 = fc.tuple(byte, byte, byte, byte);
const group = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constant(0), fc.constant(0));
const v6 = fc.array(group, { minLength: 8, maxLength: 8 });

/** Every way to write eight groups: digits in either case, zeros before them, any run of zeros left out, the end in decimals. */
const writing = fc.record({
  zeros: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 }),
  isUpper: fc.boolean(),
  gap: fc.option(fc.tuple(fc.nat(7), fc.integer({ min: 1, max: 8 })), { nil: null }),
  isDecimal: fc.boolean(),
  zone: fc.constantFrom('', '%eth0', '%1'),
});
type Writing = typeof writing extends fc.Arbitrary<infer T> ? T : never;

function write(groups: readonly number[], { zeros, isUpper, gap, isDecimal, zone }: Writing): string {
  const words = groups.map((value, index) => value.toString(16).padStart(Math.min(4, (zeros[index] ?? 0) + 1), '0'));
  const gapped = fits(groups, gap, isDecimal) ? gap : null;
  const end = groups.slice(6).flatMap((value) => [value >> 8, value & 0xff]);
  const all = isDecimal ? [...words.slice(0, 6), end.join('.')] : words;
  const [from, length] = gapped ?? [0, 0];
  const text =
    gapped === null ? all.join(':') : `${all.slice(0, from).join(':')}::${all.slice(from + length).join(':')}`;
  return `${isUpper ? text.toUpperCase() : text}${zone}`;
}

/** Whether these groups are zeros, and not those that are written in decimals. */
function fits(groups: readonly number[], gap: readonly [number, number] | null, isDecimal: boolean): boolean {
  if (gap === null) return false;
  const [from, length] = gap;
  return from + length <= (isDecimal ? 6 : 8) && groups.slice(from, from + length).every((value) => value === 0);
}

function bytesOf(groups: readonly number[]): readonly number[] {
  const bytes = groups.flatMap((value) => [value >> 8, value & 0xff]);
  const isMapped = groups.slice(0, 5).every((value) => value === 0) && groups[5] === 0xffff;
  return isMapped ? bytes.slice(12) : bytes;
}

const asIs: Writing = { zeros: [], isUpper: false, gap: null, isDecimal: false, zone: '' };

describe('an address, however it is written,', () => {
  it('is read as the bytes that it was made of', () => {
    fc.assert(
      fc.property(v6, writing, (groups, how) => {
        expect(hex(parseAddress(write(groups, how)) ?? [])).toBe(hex(bytesOf(groups)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is one with its IPv4 form where it is mapped', () => {
    fc.assert(
      fc.property(v4, writing, (bytes, how) => {
        const [a, b, c, d] = bytes;
        const mapped = write([0, 0, 0, 0, 0, 0xffff, (a << 8) | b, (c << 8) | d], how);
        expect(hex(parseAddress(mapped) ?? [])).toBe(hex(bytes));
        expect(hex(parseAddress(bytes.join('.')) ?? [])).toBe(hex(bytes));
      }),
    );
  });

  it('shares its network with exactly the addresses that share its first eight bytes, or three', () => {
    const nobody = trusting([], 0);
    const network = (peer: string) =>
      hex(networkOf({ peer, forwardedFor: undefined, connectingIp: undefined }, nobody));
    fc.assert(
      fc.property(v6, v6, fc.integer({ min: 0, max: 8 }), (one, other, shared) => {
        const two = [...one.slice(0, shared), ...other.slice(shared)];
        const [first, second] = [bytesOf(one), bytesOf(two)];
        const size = first.length === 4 ? 3 : 8;
        const isSame = first.length === second.length && hex(first.slice(0, size)) === hex(second.slice(0, size));
        expect(network(write(one, asIs)) === network(write(two, asIs))).toBe(isSame);
      }),
    );
  });

  it('is never guessed from anything else, and never breaks the reader', () => {
    const near = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF:.%/[] xg'.split('')), maxLength: 45 });
    fc.assert(
      fc.property(near, (text) => {
        const bytes = parseAddress(text);
        if (bytes === null) return;
        const bare = text.split('%')[0] ?? '';
        const isKnown = bare.includes(':') ? URL.canParse(`http://[${bare}]/`) : /^\d+(\.\d+){3}$/.test(bare);
        expect(isKnown).toBe(true);
        expect([4, 16]).toContain(bytes.length);
      }),
      { numRuns: 5_000 },
    );
  });
});

function trusting(networks: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[], hops: number): ProxyTrust {
  const list = new BlockList();
  for (const network of networks) list.addSubnet(...network);
  return { networks: list, hops };
}

const direct = (peer: string) =>
  hex(networkOf({ peer, forwardedFor: undefined, connectingIp: undefined }, trusting([], 0)));
const through = (
  { proxies, chain, connectingIp }: { proxies: readonly string[]; chain: readonly string[]; connectingIp?: string },
  trust: ProxyTrust,
) => {
  const [peer, ...before] = proxies.toReversed();
  return hex(networkOf({ peer, forwardedFor: [...chain, ...before.toReversed()].join(', '), connectingIp }, trust));
};

describe('a forged chain', () => {
  const entry = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom('10.0.0.1', 'unknown', '', '_hidden', '127.0.0.1', '::1', '1.2.3.4:80'),
    fc.string({ maxLength: 20 }).map((text) => text.replaceAll(',', '')),
  );
  const forged = fc.array(entry, { maxLength: 6 });
  const client = fc.oneof(
    fc.ipV4().filter((address) => !address.startsWith('10.')),
    fc.ipV6().filter((address) => !address.startsWith('fd') && parseAddress(address)?.length === 16),
  );
  const inner = fc.array(
    fc.nat(255).map((n) => `10.1.1.${n}`),
    { minLength: 1, maxLength: 4 },
  );
  it('never moves a client out of its network, whether proxies are known by network or by number', () => {
    fc.assert(
      fc.property(forged, client, inner, entry, (lies, address, proxies, connectingIp) => {
        const asked = { proxies, chain: [...lies, address], connectingIp };
        expect(through(asked, trusting([['10.0.0.0', 8, 'ipv4']], 0))).toBe(direct(address));
        expect(through(asked, trusting([], proxies.length))).toBe(direct(address));
      }),
      { numRuns: 1_000 },
    );
  });

  it('from somebody who comes past the proxies counts for nothing', () => {
    fc.assert(
      fc.property(forged, client, entry, (lies, address, connectingIp) => {
        const trust = trusting([['10.0.0.0', 8, 'ipv4']], 0);
        expect(through({ proxies: [address], chain: lies, connectingIp }, trust)).toBe(direct(address));
      }),
    );
  });
});
