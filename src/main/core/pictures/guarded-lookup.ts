// Asks for the addresses of a name, and gives them only where all are public. The connection is made to what was looked at: a name
// that answers otherwise the next time gains nothing by it.
import { lookup as lookUpName, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** The name leads, or also leads, into a network that is not public. */
export class NotPublic extends Error {
  override readonly name = 'NotPublic';
}

type AskName = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** Another judge, and another to ask, for tests. */
export function guardedLookup(isPublic = isPublicAddress, ask: AskName = lookUpName): LookupFunction {
  return (hostname, options, callback) => {
    ask(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const [first] = found;
      if (first === undefined || !found.every(({ address }) => isPublic(address)))
        return callback(new NotPublic(hostname), '', 0);
      return options.all === true ? callback(null, found) : callback(null, first.address, first.family);
    });
  };
}
