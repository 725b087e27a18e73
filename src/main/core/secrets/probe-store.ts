// Whether a place really keeps secrets: the only proof is to write one, read it back and take it away.
import { randomBytes } from 'node:crypto';
import type { SecretStore } from '../ports.ts';
import { SecretsUnavailable } from './secrets-unavailable.ts';

type Probed = Awaited<ReturnType<SecretStore['probe']>>;

export async function probeStore(store: Omit<SecretStore, 'probe'>, label: string): Promise<Probed> {
  const name = `probe:${randomBytes(6).toString('hex')}`;
  const value = randomBytes(16).toString('hex');
  try {
    await store.set(name, value);
    const kept = await store.get(name);
    await store.remove(name);
    if (kept !== value) return { kind: 'missing', reason: `${label} took an entry but did not give it back.` };
    if ((await store.get(name)) !== null) return { kind: 'missing', reason: `${label} does not remove entries.` };
    return { kind: 'available' };
  } catch (error) {
    const reason = error instanceof SecretsUnavailable ? error.message : `${label} cannot be used.`;
    return { kind: 'missing', reason };
  }
}
