// Models that are to be deleted, after a while in which they can be kept. The core owns the wait: no page has to stay open for it,
// and what was taken back stays, whatever happens then.
import type { Failure } from '../../../preload/contract/failure.ts';
import type { Removal } from '../../../preload/contract/downloads.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Clock, ModelStock, Watchable } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { createCell } from '../watchable.ts';
import { forgetRemoval, storedRemovals, storeRemoval } from './download-rows.ts';

export const keepableMs = 15_000;

export type Removals = {
  readonly state: Watchable<readonly Removal[]>;
  remove(name: string): Removal;
  /** Also takes a removal that failed out of the list. */
  keep(name: string): 'kept' | 'too_late';
  /** What has not gone waits anew after the next start. May be called twice. */
  close(): Promise<void>;
};

export type RemovalsParts = {
  readonly db: WritableDb;
  readonly stock: ModelStock;
  readonly clock: Clock;
  readonly reportDefect: (error: unknown) => void;
};

type Entry = { removal: Removal; readonly stop: AbortController; ended: Promise<void> };

export function createRemovals({ db, stock, clock, reportDefect }: RemovalsParts): Removals {
  const entries = new Map<string, Entry>();
  const cell = createCell<readonly Removal[]>([]);

  function publish(): void {
    cell.set([...entries.values()].map(({ removal }) => removal));
  }

  function show(entry: Entry, state: Removal['state']): void {
    entry.removal = { ...entry.removal, state };
    publish();
  }

  async function go(entry: Entry, isAsked: boolean): Promise<void> {
    const { name, goesAt } = entry.removal;
    const { signal } = entry.stop;
    if (!isAsked) await clock.wait(Math.max(0, goesAt - clock.now()), signal);
    // Written down before Ollama is asked: what may be gone is not offered back after a crash.
    db.transact('durable', () => storeRemoval(db, { name, goesAt, state: 'going' }));
    show(entry, { kind: 'going' });
    const failure = await ask(name, signal);
    forgetRemoval(db, name);
    if (failure !== null) return show(entry, { kind: 'failed', failure });
    entries.delete(name);
    publish();
    stock.look();
  }

  async function ask(name: string, signal: AbortSignal): Promise<Failure | null> {
    try {
      await stock.remove(name, signal);
      return null;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CodedFailure) return error.failure;
      throw error;
    }
  }

  function begin(removal: Removal): Removal {
    const isAsked = removal.state.kind === 'going';
    const entry: Entry = { removal, stop: new AbortController(), ended: Promise.resolve() };
    entries.set(removal.name, entry);
    entry.ended = go(entry, isAsked).catch((error: unknown) => {
      if (!entry.stop.signal.aborted) reportDefect(error);
    });
    return removal;
  }

  function renew(name: string, state: 'waiting' | 'going'): Removal {
    const goesAt = clock.now() + keepableMs;
    db.transact('durable', () => storeRemoval(db, { name, goesAt, state }));
    const removal = begin({ name, goesAt, state: { kind: state } });
    publish();
    return removal;
  }

  // The page that could have taken them back was closed with the app.
  for (const { name, state } of storedRemovals(db)) renew(name, state);

  return {
    state: cell,
    remove(name) {
      const known = entries.get(name);
      if (known !== undefined && known.removal.state.kind !== 'failed') return known.removal;
      return renew(name, 'waiting');
    },
    keep(name) {
      const entry = entries.get(name);
      if (entry === undefined) return 'too_late';
      if (entry.removal.state.kind === 'going') return 'too_late';
      db.transact('durable', () => forgetRemoval(db, name));
      entry.stop.abort();
      entries.delete(name);
      publish();
      return 'kept';
    },
    async close() {
      for (const { stop } of entries.values()) stop.abort();
      await Promise.all([...entries.values()].map(({ ended }) => ended));
    },
  };
}
