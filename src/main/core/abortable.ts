// Stops waiting for work that cannot be stopped itself, such as a keychain that asks its owner something.
import type { Secrets } from './ports.ts';

export async function abortable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  signal.throwIfAborted();
  const gate = Promise.withResolvers<never>();
  gate.promise.catch(() => undefined);
  const reject = (): void => gate.reject(signal.reason);
  signal.addEventListener('abort', reject, { once: true });
  try {
    return await Promise.race([work, gate.promise]);
  } finally {
    signal.removeEventListener('abort', reject);
  }
}

/** The same places, none of which can hold up the end of the app. */
export function abortableSecrets(signal: AbortSignal, secrets: Secrets): Secrets {
  return {
    chosen: () => secrets.chosen(),
    choose: (place) => secrets.choose(place),
    at(place) {
      const store = secrets.at(place);
      return {
        probe: async () => await abortable(signal, store.probe()),
        get: async (name) => await abortable(signal, store.get(name)),
        set: async (name, value) => await abortable(signal, store.set(name, value)),
        remove: async (name) => await abortable(signal, store.remove(name)),
      };
    },
  };
}
