// Secrets until the app ends, for whoever wants them nowhere else.
import type { SecretStore } from '../ports.ts';

export function createMemoryStore(): SecretStore {
  const values = new Map<string, string>();
  return {
    probe: async () => ({ kind: 'available' }),
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => {
      values.set(name, value);
    },
    remove: async (name) => {
      values.delete(name);
    },
  };
}
