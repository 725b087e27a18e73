// Whoever is told that the ledger cannot be written now asks the same again, as the app does.
import { type Reply, until } from '../../../support/companion.ts';

/** The first answer that is not 503. Throws once a minute has passed without one. */
export function insist(ask: () => Promise<Reply>): Promise<Reply> {
  return until(ask, ({ status }) => status !== 503, 60_000);
}
