// The clock that all nodes of one database go by: each knows how far its own is from the database's, and looks again now and then.
import type { Clock } from '../../lib/clock.ts';

export type DatabaseClock = Clock & { stop(): void };

const everyMs = 60_000;
const looks = 3;

/** `read` asks the database, epoch milliseconds. Throws what it throws; later, a look that fails leaves the clock as it is. */
export async function createDatabaseClock(read: () => Promise<number>, own: Clock): Promise<DatabaseClock> {
  const ahead = { ms: await measure(read, own) };
  const timer = setInterval(() => {
    void (async () => {
      try {
        ahead.ms = await measure(read, own);
      } catch {
        // The database is away, and whoever needs it is told so.
      }
    })();
  }, everyMs);
  timer.unref();
  return {
    now: () => own.now() + ahead.ms,
    wait: (ms, signal) => own.wait(ms, signal),
    stop: () => clearInterval(timer),
  };
}

/** How far the database is ahead. Of several looks the quickest says it best: half of its way there, half of it back. */
async function measure(read: () => Promise<number>, own: Clock): Promise<number> {
  const found: { readonly took: number; readonly ahead: number }[] = [];
  for (let look = 0; look < looks; look += 1) {
    const before = own.now();
    const there = await read();
    const took = own.now() - before;
    found.push({ took, ahead: Math.round(there - before - took / 2) });
  }
  return found.toSorted((left, right) => left.took - right.took)[0]?.ahead ?? 0;
}
