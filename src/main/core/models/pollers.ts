// One poller for each Ollama of the list, and what they see together. One that is away keeps nobody waiting for the others.
import { isDeepStrictEqual } from 'node:util';
import type { OllamaId } from '../../../preload/contract/ids.ts';
import type { ManagerState } from '../../../preload/contract/manager.ts';
import type { OllamaState } from '../../../preload/contract/models.ts';
import type { SettingsPort, Watchable } from '../ports.ts';
import { createCell } from '../watchable.ts';
import { toManagerState } from './manager-state.ts';
import { createPoller, type Poller, type PollerParts } from './poller.ts';
import { toState, type SeenOllama } from './probe.ts';

export type Pollers = {
  readonly states: Watchable<readonly OllamaState[]>;
  /** Of one; null: it is not in the list. */
  seen(id: OllamaId): SeenOllama | null;
  /** Ask all of them now, and give what was found. */
  refresh(): Promise<readonly OllamaState[]>;
  refreshOne(id: OllamaId): Promise<OllamaState | null>;
  /** All that was seen of one, for as long as it is in the list. */
  watchManager(id: OllamaId, signal: AbortSignal): AsyncIterable<ManagerState>;
  close(): void;
};

type Member = { readonly poller: Poller; readonly unsubscribe: () => void; leave: (() => void) | null };

export function createPollers(parts: PollerParts & { readonly settings: SettingsPort }): Pollers {
  const { book, settings } = parts;
  const members = new Map<OllamaId, Member>();
  const closed = new AbortController();
  let watchers = 0;
  let last = new AbortController();
  const cell = createCell<readonly OllamaState[]>([], isDeepStrictEqual);

  function publish(): void {
    const usual = book.usual();
    const { isDemoModelOn } = settings.current();
    const states = book.list().flatMap(({ id }) => {
      const member = members.get(id);
      return member === undefined ? [] : [toState(member.poller.seen.current(), isDemoModelOn && id === usual)];
    });
    cell.set(states);
  }

  /** Makes the members those of the list. Gives whom to ask anew. */
  function sync(): readonly Poller[] {
    const list = book.list();
    for (const [id, member] of members) if (!list.some((one) => one.id === id)) drop(id, member);
    const fresh = list.flatMap((entry) => {
      const known = members.get(entry.id);
      if (known !== undefined) return known.poller.adopt() ? [known.poller] : [];
      const poller = createPoller(entry.id, entry, parts);
      const unsubscribe = poller.seen.subscribe(publish);
      members.set(entry.id, { poller, unsubscribe, leave: watchers > 0 ? poller.join() : null });
      return [];
    });
    publish();
    return fresh;
  }

  function drop(id: OllamaId, { poller, unsubscribe }: Member): void {
    unsubscribe();
    poller.close();
    members.delete(id);
  }

  /** What changed is looked at now, not at the next turn of the poll. */
  async function follow(signal: AbortSignal): Promise<void> {
    const stop = book.revision.subscribe(askAnew);
    try {
      for await (const _ of settings.watch(signal)) askAnew();
    } finally {
      stop();
    }
  }

  function askAnew(): void {
    for (const poller of sync()) poller.refresh().catch(ignoreWhenClosed);
  }

  function ignoreWhenClosed(error: unknown): void {
    if (!closed.signal.aborted) throw error;
  }

  function join(): void {
    watchers += 1;
    if (watchers > 1) return;
    last = new AbortController();
    sync();
    for (const member of members.values()) member.leave = member.poller.join();
    const watched = AbortSignal.any([last.signal, closed.signal]);
    follow(watched).catch((error: unknown) => {
      if (!watched.aborted) throw error;
    });
  }

  function leave(): void {
    watchers -= 1;
    if (watchers > 0) return;
    last.abort();
    for (const member of members.values()) {
      member.leave?.();
      member.leave = null;
    }
  }

  async function* watch(signal: AbortSignal): AsyncGenerator<readonly OllamaState[], void, void> {
    join();
    try {
      yield* cell.watch(AbortSignal.any([signal, closed.signal]));
    } finally {
      leave();
    }
  }

  async function refreshOne(id: OllamaId): Promise<OllamaState | null> {
    sync();
    await members.get(id)?.poller.refresh();
    return cell.current().find((state) => state.id === id) ?? null;
  }

  sync();

  return {
    states: {
      current() {
        sync();
        return cell.current();
      },
      watch,
    },
    seen(id) {
      sync();
      return members.get(id)?.poller.seen.current() ?? null;
    },
    async refresh() {
      sync();
      await Promise.all([...members.values()].map(({ poller }) => poller.refresh()));
      return cell.current();
    },
    refreshOne,
    async *watchManager(id, signal) {
      sync();
      const poller = members.get(id)?.poller;
      if (poller === undefined) return;
      join();
      try {
        for await (const seen of poller.seen.watch(AbortSignal.any([signal, poller.closed])))
          yield toManagerState(seen);
      } finally {
        leave();
      }
    },
    close() {
      closed.abort();
      for (const [id, member] of members) drop(id, member);
    },
  };
}
