// The whole core with two Ollamas: chats that go where they were sent, downloads side by side, and secrets that stand in no file.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/main/core/secrets/memory-store.ts';
import { ChatId, firstOllama, MessageId, OllamaId, RunId } from '../../src/preload/contract/ids.ts';
import { textParts } from '../../src/preload/contract/parts.ts';
import { answer } from '../support/fake-ollama/behaviour.ts';
import { createGate } from '../support/fake-ollama/gate.ts';
import { createMeter } from './chat/doubles.ts';
import { coreConfig, openCore, type CoreClient } from './core-scene.ts';
import { openFake } from './models/ollama-bench.ts';
import { tempDir } from './temp-dir.ts';

const second = OllamaId.parse('second');
const model = 'gemma3:270m';
const secret = 'Bearer s3cret-of-the-workshop';

async function openTwo(dataDir = tempDir(), keychain = createMemoryStore()) {
  const [one, two] = [await openFake(), await openFake()];
  const config = { ...coreConfig(dataDir), keychain: { kind: 'on', service: 'test' } as const };
  const { core, client } = await openCore({ config, keychain, meter: createMeter() }, dataDir);
  await client.settings.set({ ollamaAddress: one.url });
  const put = await client.ollamas.put({
    id: second,
    name: 'Workshop',
    address: two.url,
    headers: [{ name: 'Authorization', value: secret }],
  });
  return { core, client, one, two, dataDir, keychain, config, put };
}

function question(ollama: OllamaId, chatId = ChatId.parse(v7()), parentId: MessageId | null = null) {
  const ids = { runId: RunId.parse(v7()), messageId: MessageId.parse(v7()), answerId: MessageId.parse(v7()) };
  return { ...ids, chatId, parentId, parts: textParts('Why?'), model, ollama };
}

async function ended(client: CoreClient, runId: RunId): Promise<void> {
  for await (const _ of await client.runs.watch({ runId, after: 0 })) continue;
}

async function messagesOf(client: CoreClient, id: ChatId) {
  for await (const event of await client.chats.open({ id })) if (event.kind === 'snapshot') return event.chat;
  throw new Error('No chat');
}

describe('a chat', () => {
  it('goes to the Ollama that it names, and its answers say which one that was, whatever it is called later', async () => {
    const { client, two } = await openTwo();
    two.setBehaviour(answer(['Because.']));
    const asked = question(second);
    await client.chat.send(asked);
    await ended(client, asked.runId);
    await client.ollamas.put({ id: second, name: 'Cellar', address: two.url, headers: [] });
    const chat = await messagesOf(client, asked.chatId);
    expect(chat.summary).toMatchObject({ model, ollama: second });
    expect(chat.messages.at(-1)).toMatchObject({
      parts: textParts('Because.'),
      ollama: { id: second, name: 'Workshop' },
      place: 'this_computer',
    });
  });

  it('keeps its messages when its Ollama is removed, and is sent to no other until one is chosen', async () => {
    const { client, one } = await openTwo();
    const asked = question(second);
    await client.chat.send(asked);
    await ended(client, asked.runId);
    await client.ollamas.remove({ id: second });
    const chats = (): number => one.requests.filter(({ path: at }) => at === '/api/chat').length;
    const next = question(second, asked.chatId, asked.answerId);
    await expect(client.chat.send(next)).rejects.toMatchObject({ code: 'ollama_gone' });
    const again = { ...question(second), chatId: asked.chatId, questionId: asked.messageId };
    await expect(client.chat.regenerate(again)).rejects.toMatchObject({ code: 'ollama_gone' });
    expect(chats()).toBe(0);
    expect((await messagesOf(client, asked.chatId)).messages).toHaveLength(2);
    const chosen = { ...next, ollama: firstOllama };
    await client.chat.send(chosen);
    await ended(client, chosen.runId);
    expect(chats()).toBe(1);
  });
});

describe('downloads', () => {
  it('of one model to two Ollamas run side by side, and end with their Ollama', async () => {
    const { client, one, two } = await openTwo();
    const gate = createGate();
    for (const fake of [one, two]) fake.setPull({ layers: [{ digest: 'a', bytes: 2_000_000 }], gate });
    const asked = Promise.all([one.next('/api/pull'), two.next('/api/pull')]);
    for (const ollama of [firstOllama, second]) await client.downloads.add({ ollama, name: 'tiny' });
    const [, other] = await asked;
    await client.ollamas.remove({ id: second });
    expect(await other.end).toBe('broken_off');
    for await (const list of await client.downloads.watch()) {
      expect(list.map(({ ollama, name }) => [ollama, name])).toEqual([[firstOllama, 'tiny:latest']]);
      break;
    }
    gate.openForever();
  });
});

describe('the values of headers', () => {
  it('stand in the keychain alone: in no file of the app, also after a restart that still sends them', async () => {
    const first = await openTwo();
    expect(first.put).toEqual({ kind: 'kept', headersIn: 'keychain' });
    await first.client.models.refresh();
    const asked = question(second);
    await first.client.chat.send(asked);
    await ended(first.client, asked.runId);
    await first.core.close();
    expect(filesWith(first.dataDir, 's3cret')).toEqual([]);
    expect(filesWith(first.dataDir, 'Workshop')).not.toEqual([]);

    const { config, keychain, dataDir, two } = first;
    const { client } = await openCore({ config, keychain, meter: createMeter() }, dataDir);
    const before = two.requests.length;
    expect(await client.models.refresh()).toMatchObject([{ id: firstOllama }, { id: second, kind: 'ready' }]);
    expect(two.requests.slice(before).every(({ headers }) => headers.authorization === secret)).toBe(true);
    expect(JSON.stringify((await client.app.info()).outboundHosts)).toContain(new URL(two.url).host);
  });

  it('are refused where they could break a request, before anything is kept', async () => {
    const { client, two } = await openTwo();
    const put = (name: string, value: string) =>
      client.ollamas.put({ id: second, name: '', address: two.url, headers: [{ name, value }] });
    for (const [name, value] of [
      ['X-Key', 'one\r\nHost: other'],
      ['Host', 'elsewhere'],
      ['Content-Length', '0'],
      ['X Key', 'one'],
      ['X-Key', ''],
    ] as const)
      await expect(put(name, value)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

function filesWith(dir: string, text: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(dir, name))
    .filter((file) => statSync(file).isFile() && readFileSync(file).includes(text));
}
