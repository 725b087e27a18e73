import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { networkOf, parseAddress, type ProxyTrust } from '../../../server/http/address.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function trusting(...networks: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): ProxyTrust {
  const list = new BlockList();
  for (const network of networks) list.addSubnet(...network);
  return { networks: list, hops: 0 };
}

const nobody = trusting();
const inner = trusting(['10.0.0.0', 8, 'ipv4'], ['fd00::', 8, 'ipv6']);

const network = (peer: string, forwardedFor: string | undefined, trusted: ProxyTrust, connectingIp?: string) =>
  hex(networkOf({ peer, forwardedFor, connectingIp }, trusted));

describe('an address', () => {
  it('is parsed to bytes, however it is written', () => {
    expect(hex(parseAddress('192.0.2.7') ?? new Uint8Array())).toBe('c0000207');
    expect(hex(parseAddress('::ffff:192.0.2.7') ?? new Uint8Array())).toBe('c0000207');
    expect(hex(parseAddress('::FFFF:c000:0207') ?? new Uint8Array())).toBe('c0000207');
    expect(hex(parseAddress('2001:db8::1') ?? new Uint8Array())).toBe('20010db8000000000000000000000001');
    expect(hex(parseAddress('2001:DB8:0:0:0:0:0:1') ?? new Uint8Array())).toBe('20010db8000000000000000000000001');
    expect(hex(parseAddress('fe80::1%eth0') ?? new Uint8Array())).toBe('fe800000000000000000000000000001');
    expect(hex(parseAddress('::') ?? new Uint8Array())).toBe('0'.repeat(32));
    expect(hex(parseAddress('1:2:3:4:5:6:7::') ?? new Uint8Array())).toBe('00010002000300040005000600070000');
  });

  it('is not guessed from what is none', () => {
    for (const text of ['', '192.0.2', '192.0.2.256', '0192.0.2.1', '1::2::3', 'localhost', '192.0.2.7/24'])
      expect(parseAddress(text)).toBeNull();
  });
});

describe('a bucket', () => {
  it('is the /24 of an IPv4 address, mapped or not, and the /64 of an IPv6 one', () => {
    expect(network('192.0.2.7', undefined, nobody)).toBe('c00002');
    expect(network('::ffff:192.0.2.9', undefined, nobody)).toBe('c00002');
    expect(network('2001:db8:1:2:3:4:5:6', undefined, nobody)).toBe('20010db800010002');
  });

  it('ignores forwarded addresses from a stranger', () => {
    expect(network('192.0.2.7', '198.51.100.1', nobody)).toBe('c00002');
    expect(network('192.0.2.7', '198.51.100.1', inner, '198.51.100.1')).toBe('c00002');
  });

  it('believes only the entry that a trusted proxy added', () => {
    expect(network('10.0.0.1', '203.0.113.9, 198.51.100.1', inner)).toBe('c63364');
    expect(network('::ffff:10.0.0.1', '198.51.100.1', inner)).toBe('c63364');
    expect(network('fd00::1', '198.51.100.1', inner)).toBe('c63364');
    expect(network('10.0.0.1', '203.0.113.9, 198.51.100.1, 10.2.3.4', inner)).toBe('c63364');
    expect(network('10.0.0.1', '198.51.100.1:4711', inner)).toBe('c63364');
    expect(network('10.0.0.1', '[2001:db8:1:2::1]:4711', inner)).toBe('20010db800010002');
  });

  it('falls back to the proxy where the entry is no address', () => {
    expect(network('10.0.0.1', '198.51.100.1, unknown', inner)).toBe('0a0000');
    expect(network('10.0.0.1', undefined, inner)).toBe('0a0000');
  });

  it('takes CF-Connecting-IP from a trusted peer that sent no chain, and never beside one', () => {
    expect(network('10.0.0.1', undefined, inner, '198.51.100.1')).toBe('c63364');
    expect(network('10.0.0.1', '203.0.113.9', inner, '198.51.100.1')).toBe('cb0071');
  });
});
