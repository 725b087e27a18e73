// Gives every component the core, and hooks that look at what it tells.
import { createContext, use, useCallback, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { AccountState } from '../../preload/contract/account.ts';
import type { WaitingCall } from '../../preload/contract/chats.ts';
import type { Download, Removal } from '../../preload/contract/downloads.ts';
import type { HostedState } from '../../preload/contract/hosted.ts';
import type { OllamaId } from '../../preload/contract/ids.ts';
import type { ManagerState } from '../../preload/contract/manager.ts';
import type { ModelDetails, ModelRef, OllamaState } from '../../preload/contract/models.ts';
import type { Preset } from '../../preload/contract/parameters.ts';
import type { Settings } from '../../preload/contract/settings.ts';
import type { ToolServer } from '../../preload/contract/tools.ts';
import type { ChatList } from './chat-list.ts';
import type { ConnectionState } from './connection.ts';
import type { Core, CoreAccess } from './core.ts';
import type { SharedWatch, Watched } from './watched.ts';

const CoreContext = createContext<CoreAccess | null>(null);

export function CoreProvider({
  access,
  children,
}: {
  readonly access: CoreAccess;
  readonly children: ReactNode;
}): ReactNode {
  return <CoreContext value={access}>{children}</CoreContext>;
}

export function useCoreAccess(): CoreAccess {
  const access = use(CoreContext);
  if (access === null) throw new Error('useCore needs a CoreProvider above it');
  return access;
}

export function useCore(): Core {
  return useCoreAccess().core;
}

/** Looks at a watch and follows it while the component stands. */
export function useShared<S>(watch: SharedWatch<S>): Watched<S> {
  return useSyncExternalStore(watch.subscribe, watch.current);
}

export const useAccount = (): Watched<AccountState> => useShared(useCoreAccess().account);
export const useChats = (): Watched<ChatList> => useShared(useCoreAccess().chats);
export const useDownloads = (): Watched<readonly Download[]> => useShared(useCoreAccess().downloads);
export const useManager = (id: OllamaId): Watched<ManagerState> => useShared(useCoreAccess().manager(id));
export const useRemovals = (): Watched<readonly Removal[]> => useShared(useCoreAccess().removals);
export const useHosted = (): Watched<HostedState> => useShared(useCoreAccess().hosted);
export const useOllamas = (): Watched<readonly OllamaState[]> => useShared(useCoreAccess().ollamas);
export const usePresets = (): Watched<readonly Preset[]> => useShared(useCoreAccess().presets);
export const useToolServers = (): Watched<readonly ToolServer[]> => useShared(useCoreAccess().toolServers);
export const useWaitingCalls = (): Watched<readonly WaitingCall[]> => useShared(useCoreAccess().waitingCalls);
export const useSettings = (): Watched<Settings> => useShared(useCoreAccess().settings);

/** What a model of one's own is like; null: not known yet, or hosted. */
export function useModelDetails(model: ModelRef | null): ModelDetails | null {
  const { details } = useCoreAccess();
  const ollama = model?.venue === 'local' ? model.ollama : null;
  const name = model?.name ?? '';
  useEffect(() => {
    if (ollama !== null) details.want({ ollama, name });
  }, [details, ollama, name]);
  return useSyncExternalStore(details.subscribe, () => (ollama === null ? null : details.current({ ollama, name })));
}

/** The one for new chats; null: not known yet. */
export function useUsualOllama(): OllamaState | null {
  const { value: ollamas } = useOllamas();
  const { value: settings } = useSettings();
  return ollamas?.find(({ id }) => id === settings?.usualOllama) ?? ollamas?.[0] ?? null;
}

export function useConnection(): ConnectionState {
  const { connection } = useCoreAccess();
  return useSyncExternalStore(connection.subscribe, connection.state);
}

/** `before`: the answer to the key before this one, so that a list need not vanish while the next is fetched. */
export type Asked<A> =
  | { readonly kind: 'asking'; readonly before: A | null }
  | { readonly kind: 'answered'; readonly answer: A }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Asks the core once for each key; an answer that comes late to an older key is dropped. */
export function useAsked<A>(
  key: string,
  ask: (core: Core, signal: AbortSignal) => Promise<A>,
): Asked<A> & { readonly again: () => void } {
  const core = useCore();
  const [round, setRound] = useState(0);
  const [last, setLast] = useState<{ readonly mark: string; readonly asked: Asked<A> } | null>(null);
  const mark = `${round} ${key}`;
  useEffect(() => {
    const stop = new AbortController();
    const settle = (asked: Asked<A>): void => {
      if (!stop.signal.aborted) setLast({ mark, asked });
    };
    ask(core, stop.signal).then(
      (answer) => settle({ kind: 'answered', answer }),
      (error: unknown) => settle({ kind: 'failed', error }),
    );
    return () => stop.abort();
    // The key stands for the question, whose function is new at every render.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps
  }, [core, mark]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  if (last?.mark === mark) return { ...last.asked, again };
  return { kind: 'asking', before: last?.asked.kind === 'answered' ? last.asked.answer : null, again };
}
