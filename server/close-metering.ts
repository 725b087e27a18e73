// How metering ends, whether the ledger is here or on another machine: what still waits is tried once more, and stays in the outbox
// for the next start where that fails.
import type { Log } from './lib/log.ts';
import type { SettlementOutbox } from './storage/holds/settlement-outbox.ts';
import type { HoldTold } from './usecases/holds/charge.ts';
import type { Settler } from './usecases/holds/settler.ts';

type Open = {
  readonly worker: { close(): Promise<void> };
  readonly settler: Pick<Settler<HoldTold>, 'settled' | 'retry'>;
  readonly outbox: Pick<SettlementOutbox, 'close'>;
  readonly log: Log;
  /** Where the charges go. */
  readonly last: { close(): Promise<void> };
};

/** What it gives may be called twice. */
export function closingOf({ worker, settler, outbox, log, last }: Open): () => Promise<void> {
  const closing: { done: Promise<void> | null } = { done: null };
  const close = async (): Promise<void> => {
    await worker.close();
    await settler.settled();
    await settler
      .retry()
      .catch((err: unknown) => log.error({ err }, 'what waits to be settled could not be looked at'));
    await outbox.close();
    await last.close();
  };
  return () => (closing.done ??= close());
}
