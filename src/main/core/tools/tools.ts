// The tools feature: the person's servers, one connection to each that is on, and what is allowed.
import { basename } from 'node:path';
import { v7 } from 'uuid';
import type { ChatId } from '../../../preload/contract/ids.ts';
import { toolServersMax } from '../../../preload/contract/tool-limits.ts';
import {
  ToolServerId,
  type ImportedServers,
  type NewToolServerWay,
  type PreviewedServers,
  type SavedToolServer,
  type SkippedServer,
  type ToolServer,
  type ToolServerReport,
  type ToolServerWay,
} from '../../../preload/contract/tools.ts';
import { abortable, abortableSecrets } from '../abortable.ts';
import { createInTurn } from '../in-turn.ts';
import type { Clock, Secrets, ToolBox, Watchable } from '../ports.ts';
import { secretTroubleOf } from '../secrets-unavailable.ts';
import type { WritableDb } from '../store/db.ts';
import { createCell } from '../watchable.ts';
import { connect, type ServerAddress } from './connection.ts';
import { createChatTools, type ChatTools } from './chat-tools.ts';
import { keepServer, type KeptServer } from './keep-server.ts';
import { previewConfig } from './preview-config.ts';
import { readConfig } from './read-config.ts';
import { safeWords, withSafeWords } from './safe-words.ts';
import {
  deletePermissions,
  deleteServer,
  findServer,
  isChatThere,
  listPermissions,
  listServers,
  putPermission,
  putServer,
  readServers,
  type Permission,
  type StoredServer,
} from './server-queries.ts';
import { createToolBox } from './tool-box.ts';
import { completed, forgetValues, keepValues, readValues, withoutValues, type Values } from './server-values.ts';

export type NewServer = { readonly id: ToolServerId; readonly name: string; readonly way: NewToolServerWay };

export type ToolsFeature = {
  readonly state: Watchable<readonly ToolServer[]>;
  /** For the chat. */
  readonly box: ToolBox;
  readonly ofChats: Pick<ChatTools, 'watch' | 'choose'>;
  save(server: NewServer): Promise<SavedToolServer>;
  import(text: string): Promise<ImportedServers>;
  preview(text: string): PreviewedServers;
  /** The last words of a server beside its messages, for a person to read; null: it does not run. */
  said(id: ToolServerId): string | null;
  report(): ToolServerReport[];
  setOn(id: ToolServerId, isOn: boolean): 'done' | 'gone';
  restart(id: ToolServerId): 'done' | 'gone';
  remove(id: ToolServerId): Promise<'done' | 'gone'>;
  allow(permission: Permission): 'done' | 'gone';
  forbid(permission: { readonly id: ToolServerId; readonly tool: string; readonly chatId?: ChatId | undefined }): void;
  /** Ends every server. May be called twice. */
  close(): Promise<void>;
};

export type ToolsParts = {
  readonly db: WritableDb;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Of the app, as servers are told. */
  readonly version: string;
  readonly homeDir: string;
  /** What every program is given. */
  readonly programEnv: Values;
  readonly reportDefect: (error: unknown) => void;
};

export function createTools(parts: ToolsParts): ToolsFeature {
  const { db, clock, reportDefect } = parts;
  const life = new AbortController();
  // A keychain that asks its owner something does not hold up the end of the app.
  const secrets = abortableSecrets(life.signal, parts.secrets);
  const closing = new Set<Promise<void>>();
  const kept = new Map<ToolServerId, KeptServer>();
  /** What each was started with: it may repeat that. */
  const given = new Map<ToolServerId, Values>();
  const cell = createCell<readonly ToolServer[]>([]);
  const inTurn = createInTurn();
  const ofChats = createChatTools(db);

  function publish(): void {
    if (life.signal.aborted) return;
    cell.set(listServers(db).map(({ id, name, way }) => ({ id, name, way, state: stateOf(id) })));
  }

  function stateOf(id: ToolServerId): ToolServer['state'] {
    const state = kept.get(id)?.state.current();
    if (state === undefined) return { kind: 'off' };
    if (state.kind === 'starting') return state;
    if (state.kind !== 'ready') return { ...state, trouble: withSafeWords(state.trouble, given.get(id) ?? {}) };
    const permitted = listPermissions(db, id);
    const tools = state.offered.tools.map(({ name, title, description, fingerprint, tokens }) => {
      const own = permitted.filter((one) => one.tool === name && one.fingerprint === fingerprint);
      const isAlwaysAllowed = own.some(({ chatId }) => chatId === null);
      const allowedIn = own.flatMap(({ chatId }) => chatId ?? []);
      return { name, title, description, fingerprint, tokens, isAlwaysAllowed, allowedIn };
    });
    return { kind: 'ready', tools, isCut: state.offered.isCut };
  }

  function said(id: ToolServerId): string | null {
    const words = kept.get(id)?.said();
    return words === undefined ? null : safeWords(words, given.get(id) ?? {});
  }

  function reportOf({ id, name, way }: StoredServer): ToolServerReport {
    const state = stateOf(id);
    const trouble = 'trouble' in state ? state.trouble : null;
    const where = way.kind === 'http' ? new URL(way.url).host : basename(way.command);
    const tools = state.kind === 'ready' ? state.tools.length : 0;
    return { name, where, state: state.kind, trouble, tools, text: said(id) ?? '' };
  }

  function start(id: ToolServerId): void {
    const server = keepServer({
      clock,
      reportDefect,
      // Read anew at each start: values may have been changed, or a keychain unlocked.
      async connect(onToolsChanged, signal) {
        const stored = findServer(db, id);
        if (stored === null) throw new Error('A server was started that is not there');
        const values = await abortable(signal, readValues(secrets, stored));
        given.set(id, values);
        const address = addressOf(stored.way, values);
        return await connect({ address, clock, version: parts.version, onToolsChanged }, signal);
      },
    });
    kept.set(id, server);
    server.state.subscribe(publish);
  }

  function addressOf(way: ToolServerWay, values: Values): ServerAddress {
    if (way.kind === 'http') return { kind: 'http', url: way.url, headers: values };
    const { command, args, cwd } = way;
    return { kind: 'stdio', command, args, cwd: cwd ?? parts.homeDir, env: { ...parts.programEnv, ...values } };
  }

  async function stop(id: ToolServerId): Promise<void> {
    const server = kept.get(id);
    if (server === undefined) return;
    kept.delete(id);
    given.delete(id);
    const closed = server.close().finally(() => closing.delete(closed));
    closing.add(closed);
    await closed;
  }

  async function save({ id, name, way }: NewServer): Promise<SavedToolServer> {
    const before = findServer(db, id);
    const others = listServers(db).filter((other) => other.id !== id);
    if (others.length >= toolServersMax) return { kind: 'too_many' };
    if (others.some((other) => isSameName(other.name, name))) return { kind: 'name_taken' };
    const place = secrets.chosen() ?? 'keychain';
    const after: StoredServer = { id, name, way: withoutValues(way), place, isOn: before?.isOn ?? false };
    try {
      const values = await completed(secrets, { before, id, way });
      if (values === null) return { kind: 'value_missing' };
      await keepValues(secrets, after, values);
    } catch (error) {
      return { kind: 'not_kept', trouble: secretTroubleOf(error, place) };
    }
    db.transact('durable', () => {
      putServer(db, after, clock.now());
      if (before !== null && !isSameWay(before.way, after.way)) deletePermissions(db, { id });
    });
    if (before !== null) await forgetValues(secrets, before, after).catch(reportDefect);
    kept.get(id)?.restart();
    publish();
    return { kind: 'saved', id };
  }

  async function takeList(text: string): Promise<ImportedServers> {
    const read = readConfig(text);
    if (read.kind !== 'read') return read;
    const added: string[] = [];
    const skipped: SkippedServer[] = [...read.skipped];
    for (const { name, way } of read.servers) {
      const saved = await save({ id: ToolServerId.parse(v7()), name, way });
      if (saved.kind === 'not_kept') return saved;
      if (saved.kind === 'saved') added.push(name);
      else skipped.push({ name, reason: saved.kind === 'value_missing' ? 'not_understood' : saved.kind });
    }
    return { kind: 'read', added, skipped };
  }

  function allow(permission: Permission): 'done' | 'gone' {
    const { id, tool, fingerprint, chatId } = permission;
    const state = kept.get(id)?.state.current();
    const isShown =
      state?.kind === 'ready' &&
      state.offered.tools.some((one) => one.name === tool && one.fingerprint === fingerprint);
    if (!isShown || (chatId !== null && !isChatThere(db, chatId))) return 'gone';
    db.transact('durable', () => putPermission(db, permission, clock.now()));
    publish();
    return 'done';
  }

  const stored = readServers(db);
  if (stored.unreadable > 0) reportDefect(new Error(`${stored.unreadable} servers of tools cannot be read`));
  for (const { id, isOn } of stored.rows) if (isOn) start(id);
  publish();

  return {
    state: cell,
    box: createToolBox({ db, serverOf: (id) => kept.get(id), ofChats, allow }),
    ofChats,
    save: (server) => inTurn(() => save(server)),
    import: (text) => inTurn(() => takeList(text)),
    preview: (text) =>
      previewConfig(
        text,
        listServers(db).map(({ name }) => name),
      ),
    said,
    report: () => listServers(db).map(reportOf),
    setOn(id, isOn) {
      const stored = findServer(db, id);
      if (stored === null) return 'gone';
      db.transact('durable', () => putServer(db, { ...stored, isOn }, clock.now()));
      if (!isOn) void stop(id).catch(reportDefect);
      else if (kept.has(id)) kept.get(id)?.restart();
      else start(id);
      publish();
      return 'done';
    },
    restart(id) {
      kept.get(id)?.restart();
      return kept.has(id) ? 'done' : 'gone';
    },
    remove: (id) =>
      inTurn(async () => {
        const stored = findServer(db, id);
        if (stored === null) return 'gone';
        db.transact('durable', () => deleteServer(db, id));
        publish();
        await stop(id);
        await forgetValues(secrets, stored, null).catch(reportDefect);
        return 'done';
      }),
    allow,
    forbid(permission) {
      db.transact('durable', () => deletePermissions(db, permission));
      publish();
    },
    async close() {
      life.abort(new Error('The app is closing'));
      await inTurn.idle();
      await Promise.all([...[...kept.keys()].map(stop), ...closing]);
    },
  };
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether what runs is the same; the names of what it is given do not count. */
function isSameWay(one: ToolServerWay, other: ToolServerWay): boolean {
  return JSON.stringify(bare(one)) === JSON.stringify(bare(other));
}

function bare(way: ToolServerWay): unknown {
  return way.kind === 'stdio' ? [way.command, way.args, way.cwd] : [way.url];
}
