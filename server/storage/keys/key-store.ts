// The port of API keys. It knows a key only by its hash.
import type { ApiKeyId } from '../../contract/keys/api-keys.ts';
import type { ApiKey, KeyHash } from '../../domain/keys/api-key.ts';

export type KeyStore = {
  readKey(hash: KeyHash): Promise<ApiKey | null>;
  /** Revoked and expired ones too; null: there is none of this id. */
  readKeyNamed(id: ApiKeyId): Promise<ApiKey | null>;
  /** Writes a new key where its owner has fewer than `most` that are not revoked, and says whether it did. */
  addKey(key: ApiKey, most: number): Promise<boolean>;
  /** Newest first, those before `before`; of one owner, or all. */
  pageKeys(page: {
    readonly of: KeysOf;
    readonly before: ApiKeyId | null;
    readonly limit: number;
  }): Promise<readonly ApiKey[]>;
  /** The key as it is then; one that was revoked before stays as it was. null: these owners have none of this id. */
  revokeKey(named: { readonly id: ApiKeyId; readonly of: KeysOf; readonly at: number }): Promise<ApiKey | null>;
  /** Notes that a key was used, if that was not noted since `unlessSince`. */
  noteKeyUse(use: { readonly id: ApiKeyId; readonly at: number; readonly unlessSince: number }): Promise<void>;
};

/** A person's own keys are not those that teams have made for them. */
export type KeysOf =
  | { readonly kind: 'all' }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'team'; readonly team: string };
