// An answer while it is made: its hold is kept open, and ends once, whatever happens.
import type { HoldRecord } from '../../domain/holds/hold.ts';
import type { Log } from '../../lib/log.ts';
import type { SettledEnding } from '../../storage/holds/settlement-outbox.ts';
import type { ChargeEngine } from '../holds/charge.ts';
import { keepOpen } from '../holds/keep-open.ts';
import type { Settler } from '../holds/settler.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

export type Serving = {
  /** Milliseconds since it began. */
  ms(): number;
  /** The hold as it ended; null where its end waits to be written. Never rejects. */
  end(ending: SettledEnding): Promise<HoldRecord | null>;
};

export type ServingDeps = {
  readonly engine: Pick<ChargeEngine, 'extend'>;
  readonly settler: Settler;
  /** Milliseconds since any fixed moment, never going back. */
  readonly elapsed: () => number;
  readonly config: Pick<UsecaseConfig, 'holdTtlMs' | 'holdAgeMaxMs'>;
};

/** `reader` is aborted when the time is up. */
export function serveAnswer(
  { engine, settler, elapsed, config }: ServingDeps,
  {
    hold,
    reader,
    log,
  }: { readonly hold: HoldRecord; readonly reader: AbortController; readonly log: Pick<Log, 'warn'> },
): Serving {
  const { id, holder } = hold;
  const began = elapsed();
  const over = Promise.withResolvers<void>();
  settler.follow(over.promise);
  const stop = keepOpen({
    engine,
    hold: { id, holder },
    ttlMs: config.holdTtlMs,
    longestMs: config.holdAgeMaxMs,
    log,
    timeUp() {
      log.warn({ hold: id }, 'a hosted answer ran out of time; cut off');
      reader.abort();
    },
  });
  return {
    ms: () => Math.ceil(elapsed() - began),
    async end(ending) {
      stop();
      try {
        return await settler.settle({ hold: { id, holder }, ending }, log);
      } finally {
        over.resolve();
      }
    },
  };
}
