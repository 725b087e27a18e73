// From a socket and its headers to the address bucket a free allowance is counted for. Addresses never leave this file unhashed.
import { isIP, isIPv4, type BlockList } from 'node:net';

type HeaderValue = string | string[] | undefined;

export type Hop = {
  /** The other end of the socket. */
  readonly peer: string | undefined;
  readonly forwardedFor: HeaderValue;
  readonly connectingIp: HeaderValue;
};

/** Whose word on where a request came from is believed: that of these networks, and of so many nearest proxies, whoever they are. */
export type ProxyTrust = { readonly networks: BlockList; readonly hops: number };

/**
 * The client's network: the first three bytes of an IPv4 address (/24), the first eight of an IPv6 one (/64).
 * Four zero bytes where the socket has no address, as on a Unix socket.
 */
export function networkOf(hop: Hop, trusted: ProxyTrust): Uint8Array {
  const bytes = parseAddress(clientAddress(hop, trusted));
  if (bytes === null) return new Uint8Array(4);
  return bytes.length === 4 ? bytes.subarray(0, 3) : bytes.subarray(0, 8);
}

/** Whether the other end of the socket is in a trusted network; a mere count of proxies says nothing of who they are. */
export function isTrustedNetwork(peer: string | undefined, { networks }: ProxyTrust): boolean {
  const bytes = parseAddress(peer ?? '');
  if (bytes === null) return false;
  return bytes.length === 4 ? networks.check(bytes.join('.'), 'ipv4') : networks.check(withoutZone(peer ?? ''), 'ipv6');
}

/** Whether nobody's word on where a request came from is believed. */
export function isTrustless({ networks, hops }: ProxyTrust): boolean {
  return hops === 0 && networks.rules.length === 0;
}

/**
 * Walks the chain from our end: as long as the speaker is a trusted proxy, the entry it added is believed, and nothing further left.
 * CF-Connecting-IP counts only where the trusted peer sent no chain at all, since a proxy that adds one passes that header on unread.
 */
function clientAddress(hop: Hop, trusted: ProxyTrust): string {
  let address = hop.peer ?? '';
  const chain = textOf(hop.forwardedFor ?? hop.connectingIp)
    .split(',')
    .map(withoutPort)
    .filter((entry) => entry !== '');
  for (let hops = 0; hops < trusted.hops || isTrustedNetwork(address, trusted); hops += 1) {
    const added = chain.pop();
    if (added === undefined || parseAddress(added) === null) break;
    address = added;
  }
  return address;
}

/** Four or sixteen bytes, or null; a v4-mapped IPv6 address gives the four of its IPv4 one. */
export function parseAddress(text: string): Uint8Array | null {
  const address = withoutZone(text);
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  if (isIP(address) !== 6) return null;
  const bytes = parseV6(address);
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? bytes.subarray(12) : bytes;
}

/** Expects what node:net has already called an IPv6 address. */
function parseV6(address: string): Uint8Array {
  const [left = '', right] = address.split('::');
  const head = groups(left);
  const tail = groups(right ?? '');
  const bytes = new Uint8Array(16);
  bytes.set(head);
  bytes.set(tail, 16 - tail.length);
  return bytes;
}

function groups(part: string): number[] {
  return part
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) =>
      group.includes('.')
        ? group.split('.').map(Number)
        : [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff],
    );
}

function withoutZone(address: string): string {
  const at = address.indexOf('%');
  return at === -1 ? address : address.slice(0, at);
}

/** Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711. */
function withoutPort(entry: string): string {
  const trimmed = entry.trim();
  return /^\[(.+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
}

function textOf(header: HeaderValue): string {
  return Array.isArray(header) ? header.join(',') : (header ?? '');
}
