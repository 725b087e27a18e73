// What a store says of itself whose ledger was moved to another.
import { SchemaMismatch } from './storage.ts';

/** Throws SchemaMismatch. `store` begins the sentence. `at`: epoch milliseconds. */
export function refuseMoved(store: string, to: { readonly store: string; readonly at: number }): never {
  const when = new Date(to.at).toISOString().slice(0, 16).replace('T', ' ');
  throw new SchemaMismatch(
    `${store} is no longer in use: its ledger was moved to ${to.store} on ${when} UTC. Start the server on that one. To use this one again, without anything that was booked there since, run "tallystick-server move --take-back --from ${store}".`,
  );
}
