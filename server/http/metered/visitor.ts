// Who a request comes from that names nobody: the two keys of the free allowance, made as the companion server makes them.
import { invariant } from '../../lib/invariant.ts';
import type { ProxyTrust } from '../address.ts';
import { createIdentify } from '../identity.ts';
import type { VisitorReader } from './payer.ts';

export function createVisitorReader(salt: string, proxies: ProxyTrust): VisitorReader {
  const identify = createIdentify({
    salt,
    proxies,
    userTokens: null,
    apiKeys: null,
    areHeadersTrusted: false,
    scope: 'user',
  });
  return async ({ headers, socket }) => {
    // The route's own rule has read who pays; nothing else in this header belongs to the visitor.
    const { bucket, client } = await identify({ ...headers, authorization: undefined }, socket.remoteAddress);
    invariant(client !== null, 'who shows nothing is known by network and browser');
    return { kind: 'anonymous', bucket, client };
  };
}
