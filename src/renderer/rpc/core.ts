// The page's end of the contract: the typed client, its connection, and the watches that many parts of the page share.
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { AccountState } from '../../preload/contract/account.ts';
import type { WaitingCall } from '../../preload/contract/chats.ts';
import type { appContract } from '../../preload/contract/contract.ts';
import type { ChatEvent } from '../../preload/contract/chats.ts';
import type { Download, Removal } from '../../preload/contract/downloads.ts';
import type { HostedState } from '../../preload/contract/hosted.ts';
import type { ChatId, OllamaId } from '../../preload/contract/ids.ts';
import type { ManagerState } from '../../preload/contract/manager.ts';
import type { OllamaState } from '../../preload/contract/models.ts';
import type { Preset } from '../../preload/contract/parameters.ts';
import type { Settings } from '../../preload/contract/settings.ts';
import type { ToolServer } from '../../preload/contract/tools.ts';
import type { Carrier } from './carrier.ts';
import { foldChats, type ChatList } from './chat-list.ts';
import { foldChat, type ChatState } from './chat-state.ts';
import { createConnection, type Connection } from './connection.ts';
import { createCoreLink } from './core-link.ts';
import { createDetailsBook, type DetailsBook } from './model-details.ts';
import { pageClock, type PageClock } from './page-clock.ts';
import { createPortCarrier } from './port-carrier.ts';
import { createSocketCarrier, socketUrl } from './socket-carrier.ts';
import { createSharedWatch, type SharedWatch, type WatchPlan } from './watched.ts';

export type Core = ContractRouterClient<typeof appContract>;

export type CoreAccess = {
  readonly core: Core;
  readonly connection: Connection;
  readonly account: SharedWatch<AccountState>;
  /** Of one chat; the same watch until another chat is wanted. */
  chat(this: void, id: ChatId): SharedWatch<ChatState>;
  readonly chats: SharedWatch<ChatList>;
  readonly details: DetailsBook;
  readonly downloads: SharedWatch<readonly Download[]>;
  readonly hosted: SharedWatch<HostedState>;
  /** Of one Ollama; the same watch each time. */
  manager(this: void, id: OllamaId): SharedWatch<ManagerState>;
  readonly ollamas: SharedWatch<readonly OllamaState[]>;
  readonly presets: SharedWatch<readonly Preset[]>;
  readonly removals: SharedWatch<readonly Removal[]>;
  readonly settings: SharedWatch<Settings>;
  readonly toolServers: SharedWatch<readonly ToolServer[]>;
  /** Answers in which a call of a tool waits for the person. */
  readonly waitingCalls: SharedWatch<readonly WaitingCall[]>;
  /** A watch of one's own, kept alive across lost lines like the shared ones. */
  watch<E, S>(plan: WatchPlan<E, S>): SharedWatch<S>;
};

const newest = <S>(_previous: S | null, next: S): S => next;

export function createCoreAccess(carrier: Carrier, clock: PageClock = pageClock): CoreAccess {
  const connection = createConnection(carrier, clock);
  const core: Core = createORPCClient(createCoreLink(connection));
  const watch = <E, S>(plan: WatchPlan<E, S>): SharedWatch<S> => createSharedWatch(plan, { connection, clock });
  let chat: { readonly id: ChatId; readonly watch: SharedWatch<ChatState> } | null = null;
  const managers = new Map<OllamaId, SharedWatch<ManagerState>>();
  return {
    core,
    connection,
    watch,
    account: watch<AccountState, AccountState>({
      open: (signal) => core.account.watch(undefined, { signal }),
      reduce: newest,
    }),
    chat(id) {
      if (chat?.id === id) return chat.watch;
      const made = watch<ChatEvent, ChatState>({
        open: (signal) => core.chats.open({ id }, { signal }),
        reduce: foldChat,
        isForgotten: true,
      });
      chat = { id, watch: made };
      return made;
    },
    details: createDetailsBook((model) => core.models.show(model), clock),
    chats: watch({ open: (signal) => core.chats.watch(undefined, { signal }), reduce: foldChats }),
    downloads: watch<readonly Download[], readonly Download[]>({
      open: (signal) => core.downloads.watch(undefined, { signal }),
      reduce: newest,
    }),
    manager(id) {
      const known = managers.get(id);
      if (known !== undefined) return known;
      const made = watch<ManagerState, ManagerState>({
        open: (signal) => core.manager.watch({ ollama: id }, { signal }),
        reduce: newest,
      });
      managers.set(id, made);
      return made;
    },
    removals: watch<readonly Removal[], readonly Removal[]>({
      open: (signal) => core.downloads.removals(undefined, { signal }),
      reduce: newest,
    }),
    hosted: watch<HostedState, HostedState>({
      open: (signal) => core.hosted.watch(undefined, { signal }),
      reduce: newest,
    }),
    ollamas: watch<readonly OllamaState[], readonly OllamaState[]>({
      open: (signal) => core.models.watch(undefined, { signal }),
      reduce: newest,
    }),
    presets: watch<readonly Preset[], readonly Preset[]>({
      open: (signal) => core.presets.watch(undefined, { signal }),
      reduce: newest,
    }),
    settings: watch<Settings, Settings>({
      open: (signal) => core.settings.watch(undefined, { signal }),
      reduce: newest,
    }),
    toolServers: watch<readonly ToolServer[], readonly ToolServer[]>({
      open: (signal) => core.tools.watch(undefined, { signal }),
      reduce: newest,
    }),
    waitingCalls: watch<readonly WaitingCall[], readonly WaitingCall[]>({
      open: (signal) => core.runs.waiting(undefined, { signal }),
      reduce: newest,
    }),
  };
}

/** The shell says in the page which carrier it offers: `<meta name="tallystick-carrier" content="port">`; without a word it is the socket. */
export function connectToCore(page: Window): CoreAccess {
  const offered = page.document.querySelector('meta[name="tallystick-carrier"]')?.getAttribute('content');
  return createCoreAccess(offered === 'port' ? createPortCarrier(page) : createSocketCarrier(socketUrl(page.location)));
}
