// Keeps the state of Ollama fresh while somebody watches, and asks nothing while nobody does.
import { isDeepStrictEqual } from 'node:util';
import type { ManagerState } from '../../../preload/contract/manager.ts';
import type { OllamaState } from '../../../preload/contract/models.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import type { Clock, SettingsPort, Watchable } from '../ports.ts';
import { createCell } from '../watchable.ts';
import { toManagerState } from './manager-state.ts';
import type { ModelFactsBook } from './model-facts.ts';
import type { Ollama } from './ollama.ts';
import { probe, toState, type Probed } from './probe.ts';

/** Between two looks while Ollama answers. */
export const readyPollMs = 3_000;
/** While it does not: a start is noticed within a second. */
export const unreachablePollMs = 1_000;

export type Poller = Watchable<OllamaState> & {
  /** The same look, with all that was seen. */
  readonly manager: Watchable<ManagerState>;
  /** Ask now, and give what was found. */
  refresh(): Promise<OllamaState>;
  close(): void;
};

type Asking = { readonly address: string; readonly done: Promise<void> };

export function createPoller({
  ollama,
  facts,
  settings,
  clock,
}: {
  readonly ollama: Ollama;
  readonly facts: ModelFactsBook;
  readonly settings: SettingsPort;
  readonly clock: Clock;
}): Poller {
  const closed = new AbortController();
  let seen: Settings = settings.current();
  let probed: Probed = { kind: 'checking' };
  let asking: Asking | null = null;
  let watchers = 0;
  let last = new AbortController();
  const cell = createCell<OllamaState>(toState(seen.ollamaAddress, probed, seen.isDemoModelOn), isDeepStrictEqual);
  const manager = createCell<ManagerState>(toManagerState(seen.ollamaAddress, probed), isDeepStrictEqual);

  function publish(): void {
    manager.set(toManagerState(seen.ollamaAddress, probed));
    cell.set(toState(seen.ollamaAddress, probed, seen.isDemoModelOn));
  }

  /** An address that changed makes all that was known about the old one untrue. */
  function adopt(next: Settings): void {
    if (next.ollamaAddress !== seen.ollamaAddress) probed = { kind: 'checking' };
    seen = next;
    publish();
  }

  async function askAt(address: string): Promise<void> {
    const found = await probe(ollama, facts, { address, signal: closed.signal });
    asking = asking?.address === address ? null : asking;
    if (address !== seen.ollamaAddress) return;
    probed = found;
    publish();
  }

  /** One look at a time at one address; a second asker shares it. */
  async function refresh(): Promise<OllamaState> {
    adopt(settings.current());
    const address = seen.ollamaAddress;
    if (asking?.address !== address) asking = { address, done: askAt(address) };
    await asking.done;
    return cell.current();
  }

  async function pollWhile(watched: AbortSignal): Promise<void> {
    while (!watched.aborted) {
      const state = await refresh();
      await clock.wait(state.kind === 'ready' ? readyPollMs : unreachablePollMs, watched);
    }
  }

  /** A changed address is looked at now, not at the next turn of the poll. */
  async function followSettings(watched: AbortSignal): Promise<void> {
    for await (const next of settings.watch(watched)) {
      if (next.ollamaAddress === seen.ollamaAddress) adopt(next);
      else await refresh();
    }
  }

  function join(): void {
    watchers += 1;
    if (watchers > 1) return;
    last = new AbortController();
    const watched = AbortSignal.any([last.signal, closed.signal]);
    for (const work of [pollWhile(watched), followSettings(watched)])
      work.catch((error: unknown) => onEnd(error, watched));
  }

  function leave(): void {
    watchers -= 1;
    if (watchers === 0) last.abort();
  }

  /** Polls for as long as somebody reads. */
  const watchable = <T>(source: Watchable<T>): Watchable<T> => ({
    current: () => source.current(),
    async *watch(signal) {
      join();
      try {
        yield* source.watch(AbortSignal.any([signal, closed.signal]));
      } finally {
        leave();
      }
    },
  });

  return {
    ...watchable(cell),
    manager: watchable(manager),
    refresh,
    close: () => closed.abort(),
  };
}

/** A probe tells failures as values, so all that ends the work is that nobody watches any more. */
function onEnd(error: unknown, watched: AbortSignal): void {
  if (!watched.aborted) throw error;
}
