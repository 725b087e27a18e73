// The list of servers, their values, and what is allowed, over a real store and real servers.
import { basename } from 'node:path';
import { v7 } from 'uuid';
import { z } from 'zod';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/main/core/clock.ts';
import type { Secrets, SecretStore, Watchable } from '../../../src/main/core/ports.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import { migrations } from '../../../src/main/core/store/migrations.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { createTools, type NewServer, type ToolsFeature } from '../../../src/main/core/tools/tools.ts';
import { toolServersMax } from '../../../src/preload/contract/tool-limits.ts';
import type { ChatId } from '../../../src/preload/contract/ids.ts';
import { ToolServerId, type ToolServer } from '../../../src/preload/contract/tools.ts';
import { chatId } from '../chat/scene.ts';
import { tempDir } from '../temp-dir.ts';
import { everythingProgram, forever, oddProgram } from './rig.ts';

type Scene = {
  readonly tools: ToolsFeature;
  readonly db: ReturnType<typeof openStore>['db'];
  end(): Promise<void>;
};
type Options = { readonly dataDir?: string; readonly keychain?: SecretStore };

function openScene({ dataDir = tempDir(), keychain = createMemoryStore() }: Options = {}): Scene {
  const store = openStore({ dataDir, now: () => systemClock.now() });
  const secrets: Secrets = { at: () => keychain, chosen: () => null, choose: () => undefined };
  const defects: unknown[] = [];
  const tools = createTools({
    db: store.db,
    secrets,
    clock: systemClock,
    version: '0.0.0',
    homeDir: dataDir,
    programEnv: { PATH: process.env['PATH'] ?? '' },
    reportDefect: (error) => void defects.push(error),
  });
  const end = async (): Promise<void> => {
    await tools.close();
    store.close();
  };
  onTestFinished(async () => {
    await end();
    expect(defects).toEqual([]);
  });
  return { tools, db: store.db, end };
}

const anyRow = z.unknown();
const anyChat = chatId();
const newId = (): ToolServerId => ToolServerId.parse(v7());

function server(over: Partial<NewServer> = {}, values: Readonly<Record<string, string | null>> = {}): NewServer {
  const { command, args } = programOf(oddProgram('good'));
  return { id: newId(), name: 'odd', way: { kind: 'stdio', command, args, cwd: null, env: { ...values } }, ...over };
}

function programOf(address: ReturnType<typeof oddProgram>): { command: string; args: string[] } {
  return address.kind === 'stdio' ? { command: address.command, args: [...address.args] } : { command: '', args: [] };
}

async function until(
  source: Watchable<readonly ToolServer[]>,
  kind: ToolServer['state']['kind'],
): Promise<Extract<ToolServer['state'], { kind: typeof kind }>> {
  for await (const [first] of source.watch(forever)) if (first?.state.kind === kind) return first.state;
  throw new Error('never');
}

async function toolOf(tools: ToolsFeature, id: ToolServerId) {
  tools.setOn(id, true);
  const state = await until(tools.state, 'ready');
  const tool = state.kind === 'ready' ? state.tools[0] : undefined;
  if (tool === undefined) throw new Error('It has no tool');
  return { id, tool: tool.name, fingerprint: tool.fingerprint, chatId: null };
}

describe('the list of servers', () => {
  it('begins empty in a database from before, and a new server is off', async () => {
    const dataDir = tempDir();
    openStore({ dataDir, now: () => 1, migrations: migrations.filter(({ number }) => number < 190) }).close();
    const { tools } = openScene({ dataDir });
    expect(tools.state.current()).toEqual([]);
    const one = server();
    expect(await tools.save(one)).toEqual({ kind: 'saved', id: one.id });
    expect(tools.state.current()).toMatchObject([{ id: one.id, name: 'odd', state: { kind: 'off' } }]);
  });

  it('starts after a restart of the app what was on, and nothing else', async () => {
    const dataDir = tempDir();
    const first = openScene({ dataDir });
    const [on, off] = [server({ name: 'a' }), server({ name: 'b' })];
    await first.tools.save(on);
    await first.tools.save(off);
    first.tools.setOn(on.id, true);
    await first.end();
    const { tools } = openScene({ dataDir });
    await until(tools.state, 'ready');
    expect(tools.state.current().map(({ state }) => state.kind)).toEqual(['ready', 'off']);
  });

  it('has no two of one name, and no more than it may', async () => {
    const { tools } = openScene();
    await tools.save(server({ name: 'Files' }));
    expect(await tools.save(server({ name: 'files' }))).toEqual({ kind: 'name_taken' });
    for (let n = 1; n < toolServersMax; n += 1) await tools.save(server({ name: `s${n}` }));
    expect(await tools.save(server({ name: 'one more' }))).toEqual({ kind: 'too_many' });
  });

  it('takes in what was pasted, switched off, and says what it could not take', async () => {
    const { tools } = openScene();
    await tools.save(server({ name: 'files' }));
    const list = {
      files: { command: 'x' },
      web: { url: 'https://a.example/mcp' },
      old: { type: 'sse', url: 'https://b.example' },
    };
    expect(await tools.import(JSON.stringify({ mcpServers: list }))).toEqual({
      kind: 'read',
      added: ['web'],
      skipped: [
        { name: 'old', reason: 'old_transport' },
        { name: 'files', reason: 'name_taken' },
      ],
    });
    expect(tools.state.current().every(({ state }) => state.kind === 'off')).toBe(true);
  });
});

describe('the values of a server', () => {
  it('lie in the keychain and nowhere in the database, reach the program, and go with the server', async () => {
    const dataDir = tempDir();
    const kept = new Map<string, string>();
    const { tools, db } = openScene({ dataDir, keychain: watched(kept) });
    const { command, args } = programOf(everythingProgram);
    const way = { kind: 'stdio', command, args, cwd: null, env: { SECRET: 'hush-hush' } } as const;
    const one = server({ way: { ...way, args } });
    await tools.save(one);
    expect([...kept.values()]).toEqual(['hush-hush']);
    expect(tools.state.current()[0]?.way).toMatchObject({ env: ['SECRET'] });
    expect(JSON.stringify(db.all(anyRow, 'SELECT * FROM tool_servers'))).not.toContain('hush-hush');
    tools.setOn(one.id, true);
    await until(tools.state, 'ready');
    await tools.remove(one.id);
    expect(kept.size).toBe(0);
    expect(tools.state.current()).toEqual([]);
  });

  it('stay where the form leaves them as they are, change where it says so, and go where it leaves them out', async () => {
    const kept = new Map<string, string>();
    const { tools } = openScene({ keychain: watched(kept) });
    const one = server({}, { A: 'a', B: 'b', C: 'c' });
    await tools.save(one);
    await tools.save({ ...one, way: server({}, { A: null, B: 'new' }).way });
    expect([...kept.values()].toSorted()).toEqual(['a', 'new']);
    expect(await tools.save({ ...one, way: server({}, { D: null }).way })).toEqual({ kind: 'value_missing' });
  });

  it('that cannot be kept are said to be, and nothing is saved', async () => {
    const { tools } = openScene({ keychain: { ...createMemoryStore(), get: async () => null } });
    const saved = await tools.save(server({}, { A: 'a' }));
    expect(saved).toEqual({ kind: 'not_kept', trouble: { code: 'entry_lost', place: 'keychain' } });
    expect(tools.state.current()).toEqual([]);
  });

  it('that are gone keep the server down, and say so', async () => {
    const dataDir = tempDir();
    const first = openScene({ dataDir });
    const one = server({}, { A: 'a' });
    await first.tools.save(one);
    await first.end();
    const { tools } = openScene({ dataDir });
    tools.setOn(one.id, true);
    expect(await until(tools.state, 'failed')).toMatchObject({
      trouble: { code: 'secrets', trouble: { code: 'entry_lost' } },
    });
  });

  it('in a keychain that never answers do not hold up the end of the app', async () => {
    const dataDir = tempDir();
    const first = openScene({ dataDir });
    const one = server({}, { A: 'a' });
    await first.tools.save(one);
    await first.end();
    const { tools, end } = openScene({
      dataDir,
      keychain: { ...createMemoryStore(), get: () => new Promise(() => undefined) },
    });
    tools.setOn(one.id, true);
    const saving = tools.save({ ...one, way: server({}, { A: null }).way });
    await end();
    expect(await saving).toMatchObject({ kind: 'not_kept' });
  });
});

describe('what a chat has of the tools', () => {
  it('is the tools of the servers that are up, and a call by each', async () => {
    const { tools } = openScene();
    const one = server();
    await tools.save(one);
    expect(tools.box.offered(anyChat)).toEqual([]);
    await toolOf(tools, one.id);
    const [echo] = tools.box.offered(anyChat);
    expect(echo).toMatchObject({ name: 'odd__echo', tool: 'echo', server: { id: one.id, name: 'odd' } });
    expect(echo && (await tools.box.call(echo, { text: 'hi' }, forever))).toMatchObject({
      kind: 'answered',
      pieces: [{ kind: 'text', text: 'hi' }],
    });
    tools.setOn(one.id, false);
    expect(tools.box.offered(anyChat)).toEqual([]);
    expect(echo && (await tools.box.call(echo, {}, forever))).toEqual({ kind: 'gone' });
  });

  it('is allowed in the chat for which it was, and in no other', async () => {
    const { tools, db } = openScene();
    const one = server();
    await tools.save(one);
    const tool = await toolOf(tools, one.id);
    const [here, there] = [chatId(), chatId()];
    for (const id of [here, there])
      db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@id, 'C', 1, 1)`, { id });
    const [echo] = tools.box.offered(anyChat);
    const allowed = (): unknown => echo && [here, there].map((id) => tools.box.isAllowed(echo, id));
    expect(allowed()).toEqual([false, false]);
    tools.allow({ ...tool, chatId: here });
    expect(allowed()).toEqual([true, false]);
    tools.allow(tool);
    expect(allowed()).toEqual([true, true]);
    tools.forbid({ id: one.id, tool: 'echo' });
    expect(allowed()).toEqual([false, false]);
  });

  it('does not run a tool that has become another since it was offered', async () => {
    const { tools } = openScene();
    const { command, args } = programOf(oddProgram('turns'));
    const one = server({ way: { kind: 'stdio', command, args, cwd: null, env: {} } });
    await tools.save(one);
    tools.allow(await toolOf(tools, one.id));
    const [echo] = tools.box.offered(anyChat);
    if (echo === undefined) throw new Error('It has no tool');
    await tools.box.call(echo, { text: 'x' }, forever);
    await expect.poll(() => tools.box.offered(anyChat)[0]?.description).toBe('Says it to somebody else');
    expect(await tools.box.call(echo, { text: 'x' }, forever)).toEqual({ kind: 'gone' });
    expect(tools.state.current()).toMatchObject([{ state: { tools: [{ isAlwaysAllowed: false }] } }]);
  });

  it('says how a server died in a call', async () => {
    const { tools } = openScene();
    const { command, args } = programOf(oddProgram('dies_in_call'));
    const one = server({ way: { kind: 'stdio', command, args, cwd: null, env: {} } });
    await tools.save(one);
    await toolOf(tools, one.id);
    const [echo] = tools.box.offered(anyChat);
    const outcome = echo && (await tools.box.call(echo, {}, forever));
    expect(outcome).toMatchObject({ kind: 'failed', trouble: { code: 'ended', exitCode: 9 } });
  });
});

function withChat(db: Scene['db']): ChatId {
  const id = chatId();
  db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@id, 'C', 1, 1)`, { id });
  return id;
}

describe('the last words of a server that runs', () => {
  it('are there while it runs, without what it was given, and in the report as well', async () => {
    const { tools } = openScene();
    const { command, args } = programOf(oddProgram('says_its_key'));
    const env = { KEY: 'hush-hush-hush' };
    const one = server({ name: 'odd', way: { kind: 'stdio', command, args, cwd: null, env } });
    await tools.save(one);
    expect(tools.said(one.id)).toBeNull();
    tools.setOn(one.id, true);
    await until(tools.state, 'ready');
    await expect.poll(() => tools.said(one.id), { timeout: 60_000 }).toBe('The key is …\npassword=…');
    expect(tools.report()).toEqual([
      {
        name: 'odd',
        where: basename(command),
        state: 'ready',
        trouble: null,
        tools: 1,
        text: 'The key is …\npassword=…',
      },
    ]);
    tools.setOn(one.id, false);
    expect(tools.said(one.id)).toBeNull();
  });

  it('are without its values also where it has ended', async () => {
    const { tools } = openScene();
    const { command, args } = programOf(oddProgram('dies_with_its_key'));
    const env = { KEY: 'hush-hush-hush' };
    const one = server({ way: { kind: 'stdio', command, args, cwd: null, env } });
    await tools.save(one);
    tools.setOn(one.id, true);
    expect(await until(tools.state, 'waiting')).toMatchObject({
      trouble: { code: 'ended', exitCode: 4, detail: 'The key is …' },
    });
  });
});

describe('what a chat leaves out', () => {
  const namesIn = (tools: ToolsFeature, id: ChatId): string[] => tools.box.offered(id).map(({ name }) => name);

  it('is not offered in it, and in every other chat it is', async () => {
    const { tools, db } = openScene();
    const [one, other] = [server({ name: 'one' }), server({ name: 'other' })];
    for (const each of [one, other]) {
      await tools.save(each);
      tools.setOn(each.id, true);
    }
    for await (const all of tools.state.watch(forever)) if (all.every(({ state }) => state.kind === 'ready')) break;
    const [here, there] = [withChat(db), withChat(db)];
    tools.ofChats.choose(here, [{ server: one.id, tool: 'echo' }]);
    expect([namesIn(tools, here), namesIn(tools, there)]).toEqual([['other__echo'], ['one__echo', 'other__echo']]);
    tools.ofChats.choose(here, [{ server: other.id, tool: null }]);
    expect(namesIn(tools, here)).toEqual(['one__echo']);
    tools.ofChats.choose(here, []);
    expect(namesIn(tools, here)).toEqual(['one__echo', 'other__echo']);
  });

  it('is told to who watches it, lasts over a restart, and goes with the chat and with the server', async () => {
    const dataDir = tempDir();
    const first = openScene({ dataDir });
    const one = server();
    await first.tools.save(one);
    const id = withChat(first.db);
    const watching = first.tools.ofChats.watch(id, forever);
    expect((await watching?.next())?.value).toEqual([]);
    const leftOut = [{ server: one.id, tool: null }];
    // Of a server that is gone nothing is kept.
    expect(first.tools.ofChats.choose(id, [...leftOut, { server: newId(), tool: 'echo' }])).toEqual(leftOut);
    expect((await watching?.next())?.value).toEqual(leftOut);
    await first.end();
    const { tools, db } = openScene({ dataDir });
    expect(tools.box.leftOut(id)).toEqual(leftOut);
    expect(tools.ofChats.choose(chatId(), leftOut)).toBeNull();
    db.run('DELETE FROM chats WHERE id = @id', { id });
    expect(db.all(anyRow, 'SELECT * FROM chat_tools_left_out')).toEqual([]);
    const again = withChat(db);
    tools.ofChats.choose(again, leftOut);
    await tools.remove(one.id);
    expect(db.all(anyRow, 'SELECT * FROM chat_tools_left_out')).toEqual([]);
  });
});

describe('a permission', () => {
  it('for a chat is listed beside the tool, taken back by itself, and not there while the chat is deleted', async () => {
    const { tools, db } = openScene();
    const one = server();
    await tools.save(one);
    const tool = await toolOf(tools, one.id);
    const [here, there] = [withChat(db), withChat(db)];
    for (const id of [here, there]) tools.allow({ ...tool, chatId: id });
    tools.allow(tool);
    const facts = (): unknown => {
      const state = tools.state.current()[0]?.state;
      return state?.kind === 'ready' ? state.tools.map((each) => [each.isAlwaysAllowed, each.allowedIn]) : null;
    };
    expect(facts()).toEqual([[true, [here, there]]]);
    tools.forbid({ id: one.id, tool: tool.tool, chatId: here });
    expect(facts()).toEqual([[true, [there]]]);
    db.run('UPDATE chats SET removed_at = 1 WHERE id = @id', { id: there });
    tools.allow({ ...tool, chatId: here });
    expect(facts()).toEqual([[true, [here]]]);
    tools.forbid({ id: one.id, tool: tool.tool });
    expect(facts()).toEqual([[false, []]]);
  });

  it('is for a tool as it was shown: not for one that now says something else', async () => {
    const { tools } = openScene();
    const one = server();
    await tools.save(one);
    const tool = await toolOf(tools, one.id);
    expect(tools.allow({ ...tool, fingerprint: 'f'.repeat(64) })).toBe('gone');
    expect(tools.allow({ ...tool, tool: 'another' })).toBe('gone');
    expect(tools.state.current()).toMatchObject([{ state: { tools: [{ isAlwaysAllowed: false }] } }]);
    expect(tools.allow(tool)).toBe('done');
    expect(tools.state.current()).toMatchObject([{ state: { tools: [{ isAlwaysAllowed: true }] } }]);
    tools.forbid({ id: one.id, tool: tool.tool });
    expect(tools.state.current()).toMatchObject([{ state: { tools: [{ isAlwaysAllowed: false }] } }]);
  });

  it('that was given before the tool changed is none, also after a restart of the app', async () => {
    const dataDir = tempDir();
    const first = openScene({ dataDir });
    const one = server();
    await first.tools.save(one);
    first.tools.allow(await toolOf(first.tools, one.id));
    first.db.run(`UPDATE tool_permissions SET fingerprint = @other`, { other: 'f'.repeat(64) });
    await first.end();
    const { tools } = openScene({ dataDir });
    expect(await until(tools.state, 'ready')).toMatchObject({ tools: [{ isAlwaysAllowed: false }] });
  });

  it('falls when another program is to be run, and stays when only the name changes', async () => {
    const { tools } = openScene();
    const one = server();
    await tools.save(one);
    tools.allow(await toolOf(tools, one.id));
    await tools.save({ ...one, name: 'renamed' });
    await until(tools.state, 'starting');
    expect(await until(tools.state, 'ready')).toMatchObject({ tools: [{ isAlwaysAllowed: true }] });
    const { command } = programOf(everythingProgram);
    await tools.save({
      ...one,
      way: { kind: 'stdio', command, args: programOf(oddProgram('chatters')).args, cwd: null, env: {} },
    });
    await until(tools.state, 'starting');
    expect(await until(tools.state, 'ready')).toMatchObject({ tools: [{ isAlwaysAllowed: false }] });
  });

  it('for a chat is not one for every chat, and there is none for a chat that is not there', async () => {
    const { tools, db } = openScene();
    const one = server();
    await tools.save(one);
    const tool = await toolOf(tools, one.id);
    const id = chatId();
    expect(tools.allow({ ...tool, chatId: id })).toBe('gone');
    db.run(`INSERT INTO chats (id, title, created_at, updated_at) VALUES (@id, 'C', 1, 1)`, { id });
    expect(tools.allow({ ...tool, chatId: id })).toBe('done');
    expect(tools.state.current()).toMatchObject([{ state: { tools: [{ isAlwaysAllowed: false }] } }]);
    db.run('DELETE FROM chats WHERE id = @id', { id });
    expect(db.all(anyRow, 'SELECT * FROM tool_permissions')).toEqual([]);
  });
});

function watched(kept: Map<string, string>): SecretStore {
  return {
    probe: async () => ({ kind: 'available' }),
    get: async (name) => kept.get(name) ?? null,
    set: async (name, value) => void kept.set(name, value),
    remove: async (name) => void kept.delete(name),
  };
}
