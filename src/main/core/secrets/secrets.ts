// The three places a secret can be kept in, wired by hand, and the person's choice among them.
import { join } from 'node:path';
import type { TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import type { Clock, SecretStore, Secrets } from '../ports.ts';
import { createFileStore } from './file-store.ts';
import { createAbsentKeychain, createKeychainStore } from './keychain-store.ts';
import { loadKeytarApi } from './keytar-api.ts';
import { createMemoryStore } from './memory-store.ts';

export type SecretsOptions = {
  readonly clock: Clock;
  /** The file, where the person chooses one, lies in here. */
  readonly dataDir: string;
  /** False with TALLYSTICK_KEYCHAIN=off. */
  readonly isKeychainOn: boolean;
  /** Where the choice is remembered. */
  readonly choice: { read(): TokenPlace | null; write(place: TokenPlace): void };
  /** Another keychain than this computer's. */
  readonly keychain?: SecretStore;
};

export const secretsFileName = 'secrets.json';

export function createSecrets(options: SecretsOptions): Secrets {
  const { clock, choice } = options;
  const stores: Readonly<Record<TokenPlace, SecretStore>> = {
    keychain: options.isKeychainOn
      ? (options.keychain ?? createKeychainStore({ clock, load: loadKeytarApi }))
      : createAbsentKeychain(),
    memory: createMemoryStore(),
    file: createFileStore(join(options.dataDir, secretsFileName)),
  };
  return { at: (place) => stores[place], chosen: () => choice.read(), choose: (place) => choice.write(place) };
}
