// What is asked, called and named in a chat of which some cannot be read.
import { describe, expect, test } from 'vitest';
import { wantsTitle } from '../../../src/main/core/chat/chat-queries.ts';
import type { OfferedTool, ToolBox } from '../../../src/main/core/ports.ts';
import { ToolServerId } from '../../../src/preload/contract/tools.ts';
import { noTools } from '../../support/no-tools.ts';
import { answered, ask, messageId, openScene, watchAll, type Asked, type Scene } from './scene.ts';

async function answer(scene: Scene, said: string, at?: Parameters<typeof ask>[2]): Promise<Asked> {
  const asked = await ask(scene, said, at);
  const playing = await scene.generator.next();
  playing.say(`An answer to ${said}`);
  playing.end();
  await answered(scene, asked);
  return asked;
}

const ofLater = '{"kind":"of a later version"}';
const after = ({ chatId, answerId: parentId }: Asked) => ({ chatId, parentId });

function spoilState({ store: { db } }: Scene, { answerId: id }: Asked): void {
  db.run('UPDATE answers SET state = @ofLater WHERE message_id = @id', { ofLater, id });
}

/** What comes first: a question for a title, or nothing, after whatever was under way. */
async function isTitleAsked(scene: Scene): Promise<boolean> {
  return Promise.race([scene.titles.next().then(() => true), scene.clock.advance(1_000).then(() => false)]);
}

describe('a title', () => {
  test('is made without what cannot be read', async () => {
    const scene = openScene({ makesTitles: () => true });
    scene.titles.isLoaded = false;
    const first = await answer(scene, 'lakes');
    const second = await answer(scene, 'rivers', after(first));
    spoilState(scene, first);
    scene.titles.isLoaded = true;
    await answer(scene, 'seas', after(second));
    const title = await scene.titles.next();
    const said = title.request.turns.map(({ text }) => text);
    expect(said.slice(0, -1)).toEqual(['lakes\n\nrivers', 'An answer to rivers', 'seas', 'An answer to seas']);
    title.say('Waters');
    title.end();
    await expect.poll(() => wantsTitle(scene.store.db, first.chatId)).toBe(false);
    expect(scene.defects).toEqual([]);
  });

  test('is not asked for an answer of which nobody can read how it ended', async () => {
    let isOn = false;
    const scene = openScene({ makesTitles: () => isOn });
    scene.meter.onCapture = async () => ({ kind: 'unsettled' });
    const asked = await answer(scene, 'lakes');
    spoilState(scene, asked);
    isOn = true;
    scene.meter.settled(asked.runId, { kind: 'captured', source: 'pro', microcredits: 1 });
    expect(await isTitleAsked(scene)).toBe(false);
    expect(wantsTitle(scene.store.db, asked.chatId)).toBe(true);
  });
});

describe('tools', () => {
  const tool: OfferedTool = {
    name: 'files__read',
    description: 'read',
    inputSchema: { type: 'object' },
    server: { id: ToolServerId.parse(messageId()), name: 'files' },
    tool: 'read',
    fingerprint: '0'.repeat(64),
  };
  const box: ToolBox = {
    ...noTools,
    offered: () => [tool],
    isAllowed: () => true,
    call: async () => ({ kind: 'answered', pieces: [{ kind: 'text', text: 'wet' }], isError: false, isCut: false }),
  };

  async function answerByTool(scene: Scene, said: string, at?: Parameters<typeof ask>[2]): Promise<Asked> {
    const asked = await ask(scene, said, at);
    const calling = await scene.generator.next();
    calling.put({ kind: 'calls', calls: [{ name: tool.name, input: {} }] });
    calling.end();
    const saying = await scene.generator.next();
    saying.say(`An answer to ${said}`);
    saying.end();
    await answered(scene, asked);
    return asked;
  }

  test.each(['tool_call', 'tool_result'])(
    'of an answer whose %s cannot be read no model is sent anything, and later ones work',
    async (kind) => {
      const scene = openScene({ toolBox: box });
      const first = await answerByTool(scene, 'lakes');
      scene.store.db.run('UPDATE parts SET body = @ofLater WHERE kind = @kind', { ofLater, kind });
      const second = await answerByTool(scene, 'rivers', after(first));
      await ask(scene, 'seas', after(second));
      const { turns, tools } = (await scene.generator.next()).request;
      expect(turns.map(({ text }) => text)).toEqual(['lakes\n\nrivers', 'An answer to rivers', 'seas']);
      expect(turns.map(({ rounds = [] }) => rounds.length)).toEqual([0, 1, 0]);
      expect(tools?.offered).toEqual([tool]);
      expect(scene.defects).toEqual([]);
    },
  );
});

test('an ended run whose journal cannot be read is told from its answer', async () => {
  const scene = openScene();
  const asked = await answer(scene, 'lakes');
  scene.store.db.run('UPDATE run_events SET event = @ofLater WHERE n = 1', { ofLater });
  expect(await answered(scene, asked)).toMatchObject({ parts: [{ kind: 'text', text: 'An answer to lakes' }] });
  expect((await watchAll(scene, asked.runId)).map(({ n }) => n)).toEqual([1, 2, 3]);
});

test.each([
  ['parameters', `INSERT INTO chat_parameters (chat_id, parameters) VALUES (@id, json_array(@ofLater))`],
  [
    'summary',
    `INSERT INTO context_summaries (id, chat_id, kind, text, created_at) VALUES (@ofLater, @id, 'summary', 'a', 1)`,
  ],
])('a chat whose %s cannot be read is asked in all the same', async (_what, sql) => {
  const scene = openScene();
  const first = await answer(scene, 'lakes');
  scene.store.db.run(sql, { id: first.chatId, ofLater });
  await ask(scene, 'rivers', after(first));
  const { turns } = (await scene.generator.next()).request;
  expect(turns.map(({ text }) => text)).toEqual(['lakes', 'An answer to lakes', 'rivers']);
});
