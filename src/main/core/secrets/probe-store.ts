// Whether a place really keeps secrets: the only proof is to write one, read it back and take it away.
import { randomBytes } from 'node:crypto';
import type { TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import type { SecretStore } from '../ports.ts';
import { secretTroubleOf } from '../secrets-unavailable.ts';

type Probed = Awaited<ReturnType<SecretStore['probe']>>;

export async function probeStore(store: Omit<SecretStore, 'probe'>, place: TokenPlace): Promise<Probed> {
  const name = `probe:${randomBytes(6).toString('hex')}`;
  const value = randomBytes(16).toString('hex');
  try {
    await store.set(name, value);
    const kept = await store.get(name);
    await store.remove(name);
    if (kept !== value) return { kind: 'missing', trouble: { code: 'entry_lost', place } };
    if ((await store.get(name)) !== null) return { kind: 'missing', trouble: { code: 'entry_stays', place } };
    return { kind: 'available' };
  } catch (error) {
    return { kind: 'missing', trouble: secretTroubleOf(error, place) };
  }
}
