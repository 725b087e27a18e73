// Telling the meter how a run ended, without ever waiting for it for long.
import type { RunId } from '../../../preload/contract/ids.ts';
import type { Charge } from '../../../preload/contract/message.ts';
import type { Clock, Meter } from '../ports.ts';
import type { Owed } from './chat-rows.ts';

/** How long the meter may take; what comes later is asked for again at the next chance. */
export const settleMs = 15_000;

export type SettleDeps = {
  readonly meter: Meter;
  readonly clock: Clock;
  readonly reportDefect: (error: unknown) => void;
};

/** `unsettled` when the meter was late or broke: then it must be told again. Never rejects. */
export async function settle(
  deps: SettleDeps,
  run: { readonly runId: RunId; readonly owed: Owed },
  signal: AbortSignal,
): Promise<Charge> {
  try {
    return await within(deps.clock, tell(deps.meter, run.runId, run.owed), { signal, late: { kind: 'unsettled' } });
  } catch (error) {
    deps.reportDefect(error);
    return { kind: 'unsettled' };
  }
}

function tell(meter: Meter, runId: RunId, owed: Owed): Promise<Charge> {
  switch (owed.kind) {
    case 'capture':
      return meter.capture(runId, owed.usage, owed.outcome);
    case 'release':
      return meter.release(runId, owed.reason);
  }
}

/** The promise's value, or `late` after `settleMs` or when the signal aborts. */
export async function within<T>(
  clock: Clock,
  promise: Promise<T>,
  { signal, late }: { readonly signal: AbortSignal; readonly late: T },
): Promise<T> {
  const timer = new AbortController();
  const timeout = clock.wait(settleMs, AbortSignal.any([signal, timer.signal])).then(
    () => late,
    () => late,
  );
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    timer.abort();
  }
}
