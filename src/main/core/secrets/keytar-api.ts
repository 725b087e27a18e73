// The three calls of keytar's API that the app uses, over the OS keychain. Knows nothing of tokens.
import type * as Keytar from '@napi-rs/keyring/keytar';

export type KeytarApi = Pick<typeof Keytar, 'getPassword' | 'setPassword' | 'deletePassword'>;

/**
 * The keychain of this machine; throws where the native module cannot be loaded.
 * On Linux each entry is pinned to the Secret Service: left to itself the module falls back in silence
 * to the kernel's keyring (`@napi-rs/keyring` 2.1, its README), which forgets everything when the process
 * or the session ends. The option means nothing elsewhere.
 */
export async function loadKeytarApi(): Promise<KeytarApi> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  const entry = (service: string, account: string) =>
    new AsyncEntry(service, account, { linux: { store: 'secret-service' } });

  return {
    getPassword: async (service, account) => await entry(service, account).getPassword(),
    setPassword: async (service, account, password) => {
      await entry(service, account).setPassword(password);
    },
    deletePassword: async (service, account) => await entry(service, account).deletePassword(),
  };
}
