// Parameters of chats, and presets: kept, told to every window, taken by new chats, and given to the model.
import { setImmediate as turnOfOthers } from 'node:timers/promises';
import * as fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { formOf } from '../../../src/main/core/chat/answer-form.ts';
import { readSettled } from './read-settled.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { bounds, presetsMax } from '../../../src/preload/contract/parameter-bounds.ts';
import { ChatEvent } from '../../../src/preload/contract/chats.ts';
import { readSchema } from '../../../src/preload/contract/answer-schema.ts';
import { Parameters, plainParameters } from '../../../src/preload/contract/parameters.ts';
import { PresetId } from '../../../src/preload/contract/preset-id.ts';
import { besideOf, besides } from '../beside.ts';
import { createGenerator, createMeter } from '../chat/doubles.ts';
import { chatId, messageId, runId } from '../chat/scene.ts';
import { openCore, type CoreClient } from '../core-scene.ts';
import { tempDir } from '../temp-dir.ts';

const presetId = (): PresetId => PresetId.parse(v7());
const cool: Parameters = { ...plainParameters, temperature: 0.2, systemPrompt: 'Be brief.' };

async function openPlayed(dataDir = tempDir()) {
  const generator = createGenerator();
  return { generator, ...(await openCore({ generator, meter: createMeter() }, dataDir)) };
}

async function ask(client: CoreClient, parameters?: Parameters) {
  const ids = { chatId: chatId(), runId: runId(), messageId: messageId(), answerId: messageId() };
  await client.chat.send({ ...ids, parentId: null, parts: textParts('Hello'), model: 'gemma', parameters });
  return ids;
}

describe('the parameters of a chat', () => {
  test('come with its first question, reach the model, and are told to every window as they change', async () => {
    const { client, generator } = await openPlayed();
    const ids = await ask(client, cool);
    const playing = await generator.next();
    expect(playing.request.parameters).toEqual(cool);
    expect(playing.request.turns[0]).toEqual({ role: 'system', text: 'Be brief.' });
    playing.say('Yes.');
    playing.end();
    await readSettled(client, ids.runId);
    const windows = [1, 2].map(() => besides(client, ids.chatId));
    for (const window of windows) expect((await window.next()).value).toMatchObject({ parameters: cool });
    const warm = { ...cool, temperature: 1.5, stop: ['END'] };
    expect(await client.parameters.set({ chatId: ids.chatId, parameters: warm })).toEqual(warm);
    for (const window of windows) {
      expect((await window.next()).value).toMatchObject({ parameters: warm });
      await window.return();
    }
    await client.chat.regenerate({
      chatId: ids.chatId,
      runId: runId(),
      questionId: ids.messageId,
      answerId: messageId(),
      model: 'gemma',
    });
    const again = await generator.next();
    expect(again.request.parameters).toEqual(warm);
  });

  test('that are set as they are already are not told again', async () => {
    const { client } = await openPlayed();
    const ids = await ask(client, cool);
    const window = besides(client, ids.chatId);
    await window.next();
    const next = window.next();
    const warm = { ...cool, temperature: 1.5 };
    for (const parameters of [cool, warm]) {
      // Who watches reads what there is before the next change.
      await turnOfOthers();
      await client.parameters.set({ chatId: ids.chatId, parameters });
    }
    expect((await next).value).toMatchObject({ parameters: warm });
    await window.return();
  });

  test('of a chat that is not there are not set', async () => {
    const { client } = await openPlayed();
    await expect(client.parameters.set({ chatId: chatId(), parameters: cool })).rejects.toMatchObject({
      code: 'chat_not_found',
    });
  });

  test('outside their bounds are refused, each of them, and change nothing', async () => {
    const { client } = await openPlayed();
    const ids = await ask(client, cool);
    const wrong: readonly Partial<Parameters>[] = [
      ...Object.entries(bounds).flatMap(([name, { min, max }]) => [{ [name]: min - 1 }, { [name]: max + 1 }]),
      { topK: 1.5 },
      { stop: [] },
      { stop: ['a', 'b', 'c', 'd', 'e'] },
      { keepAliveS: -2 },
      { format: { kind: 'schema', schema: '{"type": "nonsense"}' } },
      { format: { kind: 'schema', schema: 'no' } },
    ];
    for (const change of wrong)
      await expect(
        client.parameters.set({ chatId: ids.chatId, parameters: { ...cool, ...change } }),
        JSON.stringify(change),
      ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect((await besideOf(client, ids.chatId)).parameters).toEqual(cool);
  });

  test('of an earlier version, with fields that are missing, are read as left to the model', () => {
    expect(Parameters.parse({ temperature: 0.5 })).toEqual({ ...plainParameters, temperature: 0.5 });
  });
});

describe('presets', () => {
  test('are kept over a restart, and the default one is what new chats begin with', async () => {
    const dataDir = tempDir();
    const first = await openPlayed(dataDir);
    const [brief, long] = [presetId(), presetId()];
    await first.client.presets.save({ id: brief, name: 'Brief', parameters: cool });
    await first.client.presets.save({ id: long, name: 'a long one', parameters: plainParameters });
    await first.client.presets.setDefault({ id: brief });
    await first.core.close();
    const { client, generator } = await openPlayed(dataDir);
    const list = await client.presets.watch();
    expect((await list.next()).value).toEqual([
      { id: long, name: 'a long one', parameters: plainParameters, isDefault: false },
      { id: brief, name: 'Brief', parameters: cool, isDefault: true },
    ]);
    await list.return?.();
    await ask(client);
    expect((await generator.next()).request.parameters).toEqual(cool);
    await ask(client, plainParameters);
    expect((await generator.next()).request.parameters).toEqual(plainParameters);
    await client.presets.setDefault({ id: null });
    await ask(client);
    expect((await generator.next()).request.parameters).toEqual(plainParameters);
  });

  test('that were removed come back as they were, default included, until the app ends', async () => {
    const dataDir = tempDir();
    const { client, core } = await openPlayed(dataDir);
    const id = presetId();
    await client.presets.save({ id, name: 'Brief', parameters: cool });
    await client.presets.setDefault({ id });
    await client.presets.remove({ id });
    const list = await client.presets.watch();
    expect((await list.next()).value).toEqual([]);
    await list.return?.();
    expect(await client.presets.restore({ id })).toMatchObject({ name: 'Brief', isDefault: true });
    await client.presets.remove({ id });
    await core.close();
    const next = await openPlayed(dataDir);
    await expect(next.client.presets.restore({ id })).rejects.toMatchObject({ code: 'preset_not_found' });
  });

  test('are renamed and written over, and no more of them are made than can be shown', async () => {
    const { client } = await openPlayed();
    const id = presetId();
    await client.presets.save({ id, name: 'One', parameters: cool });
    expect(await client.presets.rename({ id, name: 'Two' })).toMatchObject({ name: 'Two', parameters: cool });
    for (let n = 1; n < presetsMax; n += 1)
      await client.presets.save({ id: presetId(), name: `n ${String(n)}`, parameters: cool });
    await expect(client.presets.save({ id: presetId(), name: 'x', parameters: cool })).rejects.toMatchObject({
      code: 'too_many',
    });
    expect(await client.presets.save({ id, name: 'Two', parameters: plainParameters })).toMatchObject({
      parameters: plainParameters,
    });
    await expect(client.presets.rename({ id: presetId(), name: 'x' })).rejects.toMatchObject({
      code: 'preset_not_found',
    });
  });
});

describe('the form of an answer', () => {
  const schema = JSON.stringify({
    type: 'object',
    properties: { city: { type: 'string' }, years: { type: 'array', items: { type: 'integer' } } },
    required: ['city'],
  });

  test.each([
    ['{"city": "Trieste"}', { outcome: 'fits', where: '' }],
    ['{"city": "Trieste", "years": [1, "two"]}', { outcome: 'differs', where: '/years/1' }],
    ['{"town": "Trieste"}', { outcome: 'differs', where: '/city' }],
    ['{"city": "Tri', { outcome: 'not_json', where: '' }],
    ['', { outcome: 'not_json', where: '' }],
  ])('%s is told as it is', (text, told) => {
    expect(formOf({ kind: 'schema', schema }, text)).toEqual({ kind: 'structured', ...told });
  });

  test('is said of no answer that none was asked of, and JSON without a schema only has to be JSON', () => {
    expect(formOf(null, '{}')).toBeNull();
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(formOf({ kind: 'json' }, text)).toMatchObject({ outcome: 'fits' });
        expect(formOf({ kind: 'json' }, `${text} and more`)).toMatchObject({ outcome: 'not_json' });
      }),
    );
  });

  test('stands with the answer, also after a restart', async () => {
    const dataDir = tempDir();
    const { client, core, generator } = await openPlayed(dataDir);
    const ids = await ask(client, { ...plainParameters, format: { kind: 'schema', schema } });
    const playing = await generator.next();
    playing.say('{"city": ', '1}');
    playing.end();
    await readSettled(client, ids.runId);
    await core.close();
    const next = await openPlayed(dataDir);
    const opened = await next.client.chats.open({ id: ids.chatId });
    const { value } = await opened.next();
    await opened.return?.();
    const answer = ChatEvent.parse(value);
    if (answer.kind !== 'snapshot') throw new Error('A chat opens with a snapshot');
    expect(answer.chat.messages.at(-1)).toMatchObject({
      notes: [{ kind: 'structured', outcome: 'differs', where: '/city' }],
    });
  });

  test('a schema is told from what is none', () => {
    expect(readSchema('{').kind).toBe('not_json');
    expect(readSchema('[]').kind).toBe('not_schema');
    expect(readSchema('{"type": "nonsense"}').kind).toBe('not_schema');
    expect(readSchema(schema).kind).toBe('ok');
  });
});
