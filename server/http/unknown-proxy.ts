// Warns the operator, once, of a proxy that the settings do not name: everybody behind it shares the limits of one network.
import type { FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';
import { isTrustedNetwork, isTrustless, type ProxyTrust } from './address.ts';

const namedByProxies = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip'] as const;

export function addUnknownProxyWarning(app: FastifyInstance, proxies: ProxyTrust): void {
  // With a number of hops the operator has said that every request comes through a proxy.
  if (proxies.hops > 0) return;
  let isTold = false;
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isTold && namedByProxies.some((name) => request.headers[name] !== undefined)) {
      const peer = request.socket.remoteAddress;
      if (isTrustless(proxies) || (!isTrustedNetwork(peer, proxies) && isPrivate(peer ?? ''))) {
        isTold = true;
        app.log.warn({}, sentence);
      }
    }
    done();
  });
}

const sentence =
  'a request says that it came through a proxy which TRUSTED_PROXIES does not name, so everybody behind that proxy shares the limits and free messages of one network; set TRUSTED_PROXIES to the address of the proxy';

const ownRanges: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal']);

/** Anybody on the internet can send such headers; from a private address it is one of the operator's own proxies. */
function isPrivate(peer: string): boolean {
  return ipaddr.isValid(peer) && ownRanges.has(ipaddr.process(peer).range());
}
