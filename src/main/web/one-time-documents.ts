// Documents that wait to be opened in a tab: each under an address nobody can guess, once, for a minute, in memory only. Knows no HTTP.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../core/ports.ts';
import type { SecretDocument } from '../core/shell-port.ts';

export const documentMs = 60_000;
const documentsMax = 8;

export type OneTimeDocuments = {
  /** Gives the name under which `take` finds it. */
  put(document: SecretDocument): string;
  /** null: never there, taken, or too old. */
  take(name: string): SecretDocument | null;
  clear(): void;
};

export function createOneTimeDocuments(clock: Clock): OneTimeDocuments {
  const waiting = new Map<
    string,
    { readonly document: SecretDocument; readonly until: number; readonly stop: AbortController }
  >();

  const drop = (hash: string): void => {
    waiting.get(hash)?.stop.abort();
    waiting.delete(hash);
  };

  return {
    put(document) {
      const name = randomBytes(24).toString('base64url');
      const hash = hashOf(name);
      const stop = new AbortController();
      waiting.set(hash, { document, until: clock.now() + documentMs, stop });
      // Also when nobody opens it: a token does not stay in memory for longer than it must.
      void clock.wait(documentMs, stop.signal).then(
        () => waiting.delete(hash),
        () => undefined,
      );
      for (const oldest of waiting.keys()) {
        if (waiting.size <= documentsMax) break;
        drop(oldest);
      }
      return name;
    },
    take(name) {
      const hash = hashOf(name);
      const found = waiting.get(hash);
      drop(hash);
      return found !== undefined && clock.now() < found.until ? found.document : null;
    },
    clear() {
      for (const hash of waiting.keys()) drop(hash);
    },
  };
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
