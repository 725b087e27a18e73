// Keeps a secret and looks whether it was kept.
import type { TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import type { Secrets } from '../ports.ts';
import { SecretsUnavailable } from '../secrets-unavailable.ts';

/** Write, then read back: a place that takes an entry and loses it must not be trusted with money. */
export async function keepSecret(
  secrets: Secrets,
  kept: { readonly place: TokenPlace; readonly entry: string; readonly value: string },
): Promise<void> {
  const store = secrets.at(kept.place);
  await store.set(kept.entry, kept.value);
  if ((await store.get(kept.entry)) !== kept.value)
    throw new SecretsUnavailable({ code: 'entry_lost', place: kept.place });
}
