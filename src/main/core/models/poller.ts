// Keeps the state of one Ollama fresh while somebody watches, and asks nothing while nobody does.
import { isDeepStrictEqual } from 'node:util';
import type { OllamaId } from '../../../preload/contract/ids.ts';
import type { OwnPlace } from '../../../preload/contract/models.ts';
import { backoffMs } from '../backoff.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Clock } from '../ports.ts';
import { createCell, type ReadableCell } from '../watchable.ts';
import type { ModelFactsBook } from './model-facts.ts';
import type { Ollama } from './ollama.ts';
import type { OllamaBook, OllamaEntry } from './ollamas/ollama-book.ts';
import { probe, type Probed, type SeenOllama } from './probe.ts';

/** Between two looks while Ollama answers. */
export const readyPollMs = 3_000;
/** While it does not, on this computer: a start is noticed within a second. Elsewhere the wait doubles. */
export const unreachablePollMs = 1_000;
const awayPollMaxMs = 30_000;

export type Poller = {
  readonly seen: ReadableCell<SeenOllama>;
  /** Ask now. One look at a time; a second asker shares it. */
  refresh(): Promise<void>;
  /** Looks again at which Ollama this is; gives whether it has to be asked anew. */
  adopt(): boolean;
  /** Polls until as many have left. Gives how to leave. */
  join(): () => void;
  close(): void;
  /** Aborted once it is closed. */
  readonly closed: AbortSignal;
};

export type PollerParts = {
  readonly ollama: Ollama;
  readonly facts: ModelFactsBook;
  readonly book: OllamaBook;
  readonly clock: Clock;
};

type Asking = { readonly stamp: string; readonly done: Promise<void> };

export function createPoller(id: OllamaId, first: OllamaEntry, { ollama, facts, book, clock }: PollerParts): Poller {
  const closed = new AbortController();
  const seen = createCell<SeenOllama>({ entry: first, probed: { kind: 'checking' } }, isDeepStrictEqual);
  let asking: Asking | null = null;
  let watchers = 0;
  let last = new AbortController();

  /** Another address or other headers make all that was known untrue. */
  function adopt(): boolean {
    const entry = book.find(id);
    if (entry === null) return false;
    const before = seen.current();
    const isOther = entry.stamp !== before.entry.stamp;
    seen.set({ entry, probed: isOther ? { kind: 'checking' } : before.probed });
    return isOther;
  }

  async function look(): Promise<Probed> {
    try {
      return await probe(ollama, facts, { ...(await book.target(id)), signal: closed.signal });
    } catch (error) {
      closed.signal.throwIfAborted();
      if (error instanceof CodedFailure) return { kind: 'unreachable', failure: error.failure };
      throw error;
    }
  }

  async function askAs(stamp: string): Promise<void> {
    const probed = await look();
    asking = asking?.stamp === stamp ? null : asking;
    const { entry } = seen.current();
    if (entry.stamp === stamp) seen.set({ entry, probed });
  }

  async function refresh(): Promise<void> {
    adopt();
    const { stamp } = seen.current().entry;
    if (asking?.stamp !== stamp) asking = { stamp, done: askAs(stamp) };
    await asking.done;
  }

  async function pollWhile(watched: AbortSignal): Promise<void> {
    let misses = 0;
    while (!watched.aborted) {
      await refresh();
      const { entry, probed } = seen.current();
      misses = probed.kind === 'unreachable' ? misses + 1 : 0;
      await clock.wait(pauseMs(entry.place, misses), watched);
    }
  }

  return {
    seen,
    refresh,
    adopt,
    join() {
      watchers += 1;
      if (watchers === 1) {
        last = new AbortController();
        const watched = AbortSignal.any([last.signal, closed.signal]);
        pollWhile(watched).catch((error: unknown) => onEnd(error, watched));
      }
      return once(() => {
        watchers -= 1;
        if (watchers === 0) last.abort();
      });
    },
    close: () => closed.abort(),
    closed: closed.signal,
  };
}

/** `misses`: how often in a row it did not answer. */
export function pauseMs(place: OwnPlace, misses: number): number {
  if (misses === 0) return readyPollMs;
  return place === 'this_computer' ? unreachablePollMs : backoffMs(misses, unreachablePollMs, awayPollMaxMs);
}

/** A probe tells failures as values, so all that ends the work is that nobody watches any more. */
function onEnd(error: unknown, watched: AbortSignal): void {
  if (!watched.aborted) throw error;
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
