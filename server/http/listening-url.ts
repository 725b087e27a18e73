// Where this server can be reached from its own machine.
import type { AddressInfo } from 'node:net';

/** A server that listens on all addresses is reached from this machine by the loopback address. */
export function urlOf(address: string | AddressInfo | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const host =
    address.address === '0.0.0.0'
      ? '127.0.0.1'
      : address.address === '::'
        ? '[::1]'
        : address.family === 'IPv6'
          ? `[${address.address}]`
          : address.address;
  return `http://${host}:${address.port}`;
}
