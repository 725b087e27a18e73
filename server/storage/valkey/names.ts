// What is counted, as it is called in Valkey: no address, client or account can be read from it, not even by trying all there are.
import { createHmac } from 'node:crypto';

export type ValkeyNames = (kind: string, counted: string) => string;

/** Keeps all keys in one slot of a cluster, since scripts look at several of them. */
const tag = '{tallystick}';
/** Of base64url: 132 bits. */
const hashLength = 22;

/** `salt`: the same on every node, or they count apart. `kind` is told as it is, for whoever looks into Valkey. */
export function createValkeyNames(salt: string): ValkeyNames {
  return (kind, counted) => {
    const hash = createHmac('sha256', salt).update(`valkey\n${kind}\n${counted}`).digest('base64url');
    return `${tag}:${kind}:${hash.slice(0, hashLength)}`;
  };
}
