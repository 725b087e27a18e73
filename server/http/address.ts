// Works out the network that a request comes from, by its socket and headers. Allowances and limits are counted by network.
import { isIP, type BlockList } from 'node:net';
import ipaddr from 'ipaddr.js';

type HeaderValue = string | string[] | undefined;

export type Hop = {
  /** The other end of the socket. */
  readonly peer: string | undefined;
  readonly forwardedFor: HeaderValue;
  readonly connectingIp: HeaderValue;
};

/** Which proxies are believed about where a request came from: those in these networks, and so many of the nearest ones. */
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

/** Whether the other end of the socket is in a trusted network. A number of hops alone names no network, so it trusts none here. */
export function isTrustedNetwork(peer: string | undefined, { networks }: ProxyTrust): boolean {
  const address = readAddress(peer ?? '');
  return address !== null && networks.check(address.toString(), address.kind());
}

/** Whether no proxy is believed about where a request came from. */
export function isTrustless({ networks, hops }: ProxyTrust): boolean {
  return hops === 0 && networks.rules.length === 0;
}

/**
 * Walks the chain of X-Forwarded-For from its end. An entry is believed as long as the proxy that added it is trusted; entries
 * before that are ignored. CF-Connecting-IP counts only where the trusted peer sent no chain, because a proxy that writes a
 * chain passes a forged CF-Connecting-IP on unchanged.
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
  const address = readAddress(text);
  return address === null ? null : Uint8Array.from(address.toByteArray());
}

/**
 * node:net judges what is an address, since ipaddr.js alone would also read 192.0.2 and 0300.0.2.1. The zone of a link-local one
 * is left out. URL turns decimals at the end of an IPv6 address into groups: ipaddr.js takes ::192.0.2.1 for ::ffff:192.0.2.1.
 */
function readAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const version = isIP(text);
  if (version === 0) return null;
  const [address = text] = text.split('%', 1);
  const hasDecimals = version === 6 && address.includes('.');
  return ipaddr.process(hasDecimals ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address);
}

/** Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711. */
function withoutPort(entry: string): string {
  const trimmed = entry.trim();
  return /^\[(.+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
}

function textOf(header: HeaderValue): string {
  return Array.isArray(header) ? header.join(',') : (header ?? '');
}
