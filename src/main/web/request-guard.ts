// Is this request meant for us, and from our own page? Against DNS rebinding and against sockets opened by other sites.
import type { IncomingHttpHeaders } from 'node:http';

const cookieNamePrefix = 'tallystick_';

/** Cookies are shared by all ports of a host: two apps on one machine must not overwrite each other's. */
export function cookieName(port: number): string {
  return `${cookieNamePrefix}${port}`;
}

/** The host name must be ours; under DNS rebinding it is somebody else's. */
export function isOwnHost(headers: IncomingHttpHeaders, port: number): boolean {
  return headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
}

/** Browsers send Origin with every socket and every POST; where it stands it must be ours. */
export function isOwnOrigin(headers: IncomingHttpHeaders, options: { readonly isRequired: boolean }): boolean {
  if (headers.origin === undefined) return !options.isRequired;
  return headers.origin === `http://${headers.host ?? ''}`;
}

export function readCookie(headers: IncomingHttpHeaders, name: string): string | null {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
