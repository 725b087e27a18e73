// Models that are to be deleted, after a while in which they can be kept. The core owns the wait: no page has to stay open for it,
// and what was taken back stays, whatever happens then.
import type { OllamaId } from '../../../preload/contract/ids.ts';
import type { Failure } from '../../../preload/contract/failure.ts';
import type { Removal } from '../../../preload/contract/downloads.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Clock, ModelStock, Watchable } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { createCell } from '../watchable.ts';
import { forgetRemoval, storedRemovals, storeRemoval, type ModelPlace } from './download-rows.ts';

export const keepableMs = 15_000;

export type Removals = {
  readonly state: Watchable<readonly Removal[]>;
  remove(model: ModelPlace): Removal;
  /** Also takes a removal that failed out of the list. */
  keep(model: ModelPlace): 'kept' | 'too_late';
  /** Nothing more is deleted from any other Ollama. */
  keepOnly(this: void, ollamas: readonly OllamaId[]): void;
  /** What has not gone waits anew after the next start. May be called twice. */
  close(): Promise<void>;
};

export type RemovalsParts = {
  readonly db: WritableDb;
  readonly stockOf: (ollama: OllamaId) => ModelStock;
  readonly clock: Clock;
  readonly reportDefect: (error: unknown) => void;
};

type Entry = { removal: Removal; readonly stop: AbortController; ended: Promise<void> };

export function createRemovals({ db, stockOf, clock, reportDefect }: RemovalsParts): Removals {
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
    const { ollama, name, goesAt } = entry.removal;
    const { signal } = entry.stop;
    if (!isAsked) await clock.wait(Math.max(0, goesAt - clock.now()), signal);
    // Written down before Ollama is asked: what may be gone is not offered back after a crash.
    db.transact('durable', () => storeRemoval(db, { ollama, name, goesAt, state: 'going' }));
    show(entry, { kind: 'going' });
    const failure = await ask({ ollama, name }, signal);
    forgetRemoval(db, { ollama, name });
    if (failure !== null) return show(entry, { kind: 'failed', failure });
    entries.delete(keyOf(entry.removal));
    publish();
    stockOf(ollama).look();
  }

  async function ask({ ollama, name }: ModelPlace, signal: AbortSignal): Promise<Failure | null> {
    try {
      await stockOf(ollama).remove(name, signal);
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
    entries.set(keyOf(removal), entry);
    entry.ended = go(entry, isAsked).catch((error: unknown) => {
      if (!entry.stop.signal.aborted) reportDefect(error);
    });
    return removal;
  }

  function renew({ ollama, name }: ModelPlace, state: 'waiting' | 'going'): Removal {
    const goesAt = clock.now() + keepableMs;
    db.transact('durable', () => storeRemoval(db, { ollama, name, goesAt, state }));
    const removal = begin({ ollama, name, goesAt, state: { kind: state } });
    publish();
    return removal;
  }

  function drop(entry: Entry): void {
    db.transact('durable', () => forgetRemoval(db, entry.removal));
    entry.stop.abort();
    entries.delete(keyOf(entry.removal));
    publish();
  }

  // The page that could have taken them back was closed with the app.
  const stored = storedRemovals(db);
  if (stored.unreadable > 0) reportDefect(new Error(`${stored.unreadable} models to be deleted cannot be read`));
  for (const { ollama, name, state } of stored.rows) renew({ ollama, name }, state);

  return {
    state: cell,
    remove(model) {
      const known = entries.get(keyOf(model));
      if (known !== undefined && known.removal.state.kind !== 'failed') return known.removal;
      return renew(model, 'waiting');
    },
    keep(model) {
      const entry = entries.get(keyOf(model));
      if (entry === undefined) return 'too_late';
      if (entry.removal.state.kind === 'going') return 'too_late';
      drop(entry);
      return 'kept';
    },
    keepOnly(ollamas) {
      for (const entry of entries.values()) if (!ollamas.includes(entry.removal.ollama)) drop(entry);
    },
    async close() {
      for (const { stop } of entries.values()) stop.abort();
      await Promise.all([...entries.values()].map(({ ended }) => ended));
    },
  };
}

function keyOf({ ollama, name }: ModelPlace): string {
  return `${ollama} ${name}`;
}
