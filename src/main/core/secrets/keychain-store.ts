// Secrets in the OS keychain. A keychain may ask the person something, hang or lose its daemon, so every call is bounded.
import type { Clock, SecretStore } from '../ports.ts';
import { within } from '../time-limit.ts';
import type { KeytarApi } from './keytar-api.ts';
import { probeStore } from './probe-store.ts';
import { SecretsUnavailable } from '../secrets-unavailable.ts';

/** The name under which a person finds the entries in their keychain. */
export const keychainService = 'Tallystick';

/** Long enough to type a password into the keychain's own prompt. */
const callMsMax = 60_000;
const probeMsMax = 5_000;

export type KeychainOptions = {
  readonly clock: Clock;
  /** Loaded at the first use, so that a machine without the native module still starts. */
  readonly load: () => Promise<KeytarApi>;
  readonly service?: string;
};

export function createKeychainStore(options: KeychainOptions): SecretStore {
  const service = options.service ?? keychainService;
  let loading: Promise<KeytarApi> | null = null;

  async function ask<T>(call: (api: KeytarApi) => Promise<T>, msMax: number): Promise<T> {
    loading ??= options.load();
    const api = loading;
    return await bounded(options.clock, msMax, (async () => await call(await api))());
  }

  const store = (msMax: number): Omit<SecretStore, 'probe'> => ({
    get: async (name) => await ask((api) => api.getPassword(service, name), msMax),
    set: async (name, value) => await ask((api) => api.setPassword(service, name, value), msMax),
    remove: async (name) => {
      await ask((api) => api.deletePassword(service, name), msMax);
    },
  });

  return {
    ...store(callMsMax),
    probe: async () => await probeStore(store(probeMsMax), 'keychain'),
  };
}

/** For TALLYSTICK_KEYCHAIN=off: there is none, and it says why. */
export function createAbsentKeychain(): SecretStore {
  const trouble = { code: 'keychain_off' } as const;
  const refuse = async (): Promise<never> => {
    throw new SecretsUnavailable(trouble);
  };
  return { probe: async () => ({ kind: 'missing', trouble }), get: refuse, set: refuse, remove: refuse };
}

/** The native module's words may quote its arguments on some platforms, so only their absence of an answer is kept. */
async function bounded<T>(clock: Clock, msMax: number, work: Promise<T>): Promise<T> {
  const answer = await within({ clock, ms: msMax }, work.then(toAnswer, toRefusal), null);
  if (answer === null) throw new SecretsUnavailable({ code: 'keychain_silent' });
  if (answer.kind === 'refused') throw answer.error;
  return answer.value;
}

const toAnswer = <T>(value: T) => ({ kind: 'given', value }) as const;

const toRefusal = (error: unknown) =>
  ({
    kind: 'refused',
    error:
      error instanceof SecretsUnavailable
        ? error
        : new SecretsUnavailable({ code: 'keychain_unusable', told: firstLine(error) }),
  }) as const;

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : 'unknown';
  return (text.split('\n')[0] ?? '').slice(0, 200);
}
