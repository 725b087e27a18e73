// Finds out who an API key belongs to. A network that has used up its tries gets no more unknown keys looked up.
import { hashApiKey } from '../../lib/api-key.ts';
import { sharing } from '../../lib/share.ts';
import type { KeyFinder, KeyFound } from '../../usecases/keys/find-key.ts';
import type { ProofLimit } from './proof-limit.ts';

export type KeyRead =
  | KeyFound
  | { readonly kind: 'unknown' }
  | { readonly kind: 'exhausted'; readonly retryAfterMs: number }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

export type ApiKeys = {
  /** Who the key belongs to, if it was looked up a moment ago; null: it has to be read. */
  recall(key: string): KeyFound | null;
  /** Never rejects. */
  read(key: string, bucket: string): Promise<KeyRead>;
};

export function createApiKeys(finder: Pick<KeyFinder, 'recall' | 'find'>, limit: ProofLimit): ApiKeys {
  const share = sharing<KeyRead>();

  async function ask(key: string, bucket: string): Promise<KeyRead> {
    try {
      const isBad = (found: KeyFound | null): boolean => found === null;
      const tried = await limit.attempt({ bucket, isBad }, () => finder.find(key));
      return tried.kind === 'looked' ? (tried.answer ?? { kind: 'unknown' }) : tried;
    } catch (cause) {
      return { kind: 'unavailable', cause };
    }
  }

  return {
    recall: (key) => finder.recall(key),
    read: (key, bucket) => share(`${bucket} ${hashApiKey(key)}`, () => ask(key, bucket)),
  };
}
