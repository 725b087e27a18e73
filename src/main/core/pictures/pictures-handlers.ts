// The pictures' part of the contract.
import { implement } from '@orpc/server';
import { pictures } from '../../../preload/contract/pictures.ts';
import { signalOf } from '../call-signal.ts';
import type { Pictures } from './pictures.ts';

const os = implement({ pictures }).pictures;

export function picturesHandlers(feature: Pictures) {
  return {
    fetch: os.fetch.handler(async ({ input, signal }) => {
      const found = await feature.fetch(input.url, signalOf(signal));
      if (found.kind === 'not_fetched') return found;
      return { kind: found.kind, host: found.host, base64: Buffer.from(found.bytes).toString('base64') };
    }),
  };
}
