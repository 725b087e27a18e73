// The whole core where the operator's plan sends the rest of the day to one's own Ollama: its answer, its place, and no charge.
import { v7 } from 'uuid';
import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/main/core/config.ts';
import { ChatId, MessageId, RunId } from '../../src/preload/contract/ids.ts';
import type { ModelRef } from '../../src/preload/contract/models.ts';
import { fold } from '../../src/preload/contract/fold.ts';
import { startFakeOllama } from '../support/fake-ollama/fake-ollama.ts';
import { startServerDouble } from '../support/server-double.ts';
import { openCore } from './core-scene.ts';
import { tempDir } from './temp-dir.ts';
import { textOf, textParts } from '../../src/preload/contract/parts.ts';

async function openScene() {
  const ollama = await startFakeOllama();
  const server = await startServerDouble();
  onTestFinished(async () => {
    await ollama.stop();
    await server.stop();
  });
  const dataDir = tempDir();
  const config = parseConfig(
    {
      TALLYSTICK_DATA_DIR: dataDir,
      TALLYSTICK_KEYCHAIN: 'off',
      OLLAMA_HOST: new URL(ollama.url).host,
      TALLYSTICK_SERVER: server.origin,
      PATH: '',
    },
    { platform: 'linux', homeDir: dataDir },
  );
  const { client } = await openCore({ config }, dataDir);

  async function ask({ name, venue }: ModelRef) {
    const asked = {
      runId: RunId.parse(v7()),
      chatId: ChatId.parse(v7()),
      parentId: null,
      messageId: MessageId.parse(v7()),
      answerId: MessageId.parse(v7()),
      parts: textParts('Why?'),
      model: name,
      venue,
      sharesWith: server.origin,
    };
    const { answer } = await client.chat.send(asked);
    return async () => {
      const events = await client.runs.watch({ runId: asked.runId, after: 0 });
      let latest = answer;
      for await (const event of events) latest = fold(latest, event);
      return latest;
    };
  }
  return { server, ask };
}

test('the answer comes from one’s own model, says in whose place, and costs nothing', async () => {
  const { server, ask } = await openScene();
  const asking = ask({ name: 'big', venue: 'hosted' });
  const played = await server.hosted.next();
  const params = { plan: 'Team', limit: 5, resets_at: 1, time_zone: 'Europe/Berlin', degrade_to: 'local' };
  played.answer(403, { error: { message: 'Used up.', code: 'daily_limit_reached', request_id: 'r', ...params } });
  const answer = await (await asking)();
  expect(answer).toMatchObject({
    place: 'this_computer',
    notes: [{ kind: 'own_model', asked: 'big' }],
    state: { kind: 'done' },
    charge: { kind: 'none' },
  });
  expect(answer.model).not.toBe('big');
  expect(textOf(answer.parts)).toContain('Why?');
  expect(server.count('POST /v1/holds')).toBe(0);
  expect(server.count('GET /v1/charges/:id')).toBe(0);
});

test('an answer of the operator’s goes its whole way, and its price stands beside it', async () => {
  const { server, ask } = await openScene();
  const asking = ask({ name: 'big', venue: 'hosted' });
  const played = await server.hosted.next();
  expect(played.seen.body).toMatchObject({ model: 'big', messages: [{ role: 'user', content: 'Why?' }] });
  played.begin({ 'x-output-clamped': '7' });
  played.say('Yes.');
  played.finish('length', [3, 7]);
  played.done();
  played.charge(1_234);
  played.end();
  expect(await (await asking)()).toMatchObject({
    parts: textParts('Yes.'),
    place: 'operator',
    notes: [{ kind: 'shortened', tokens: 7 }],
    state: { kind: 'done', reason: 'length' },
    counts: { promptTokens: 3, completionTokens: 7 },
    charge: { kind: 'captured', source: 'pro', microcredits: 1_234 },
  });
});
