// Tools from the model to the server and back, in a whole core: a fake Ollama plays the model, and the servers are real programs.
import { v7 } from 'uuid';
import { expect, it } from 'vitest';
import type { AnswerMessage } from '../../../src/preload/contract/message.ts';
import { fold } from '../../../src/preload/contract/fold.ts';
import type { ToolCallPart, ToolResultPart } from '../../../src/preload/contract/part.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { ToolServerId, type NewToolServerWay, type ToolServer } from '../../../src/preload/contract/tools.ts';
import { answer } from '../../support/fake-ollama/behaviour.ts';
import { createMeter } from '../chat/doubles.ts';
import { chatId, messageId, runId } from '../chat/scene.ts';
import { openCore, type CoreClient } from '../core-scene.ts';
import { openFake } from '../models/ollama-bench.ts';
import { everythingProgram, oddProgram, openEverythingAtAddress } from './rig.ts';

type Decision = 'once' | 'chat' | 'always' | 'refuse';
type Called = { readonly name: string; readonly input: Readonly<Record<string, unknown>> };

function wayOf(address: ReturnType<typeof oddProgram>): NewToolServerWay {
  if (address.kind === 'http') return { kind: 'http', url: address.url, headers: {} };
  return { kind: 'stdio', command: address.command, args: [...address.args], cwd: null, env: {} };
}

/** A core with one server that is ready, and a model that calls it once and then says what it was told. */
async function open(way: NewToolServerWay, called: Called, model = 'able:latest') {
  const fake = await openFake({ models: [{ name: 'able:latest', capabilities: ['tools'] }, { name: 'plain:latest' }] });
  fake.setBehaviour(({ messages }) => {
    const last = messages.at(-1);
    if (last?.role === 'tool' || model === 'plain:latest') return answer([`It says: ${last?.content ?? ''}`]);
    const one = { function: { name: called.name, arguments: called.input } };
    return answer(['Let me ', 'see.'], { calls: [[one]], sliceBytes: 5 });
  });
  const { client } = await openCore({ meter: createMeter() });
  await client.settings.set({ ollamaAddress: fake.url });
  const id = ToolServerId.parse(v7());
  await client.tools.save({ id, name: 'Try', way });
  await client.tools.setOn({ id, isOn: true });
  await untilServer(client, ({ state }) => state.kind === 'ready');
  const ids = { chatId: chatId(), runId: runId() };
  const message = { messageId: messageId(), answerId: messageId(), parentId: null };
  const { answer: empty } = await client.chat.send({ ...ids, ...message, parts: textParts('Try it'), model });
  return { fake, client, ...ids, empty };
}

async function untilServer(client: CoreClient, is: (server: ToolServer) => boolean): Promise<ToolServer> {
  for await (const [one] of await client.tools.watch()) if (one !== undefined && is(one)) return one;
  throw new Error('never');
}

type Scene = Awaited<ReturnType<typeof open>>;

/** The answer at its end, each call of it decided as it is asked for. */
async function ended({ client, runId: id, empty }: Scene, decision: Decision): Promise<AnswerMessage> {
  let now = empty;
  for await (const event of await client.runs.watch({ runId: id, after: 0 })) {
    now = fold(now, event);
    if (event.kind === 'part' && event.part.kind === 'tool_call' && event.part.state.kind === 'asked')
      await client.runs.decide({ runId: id, callId: event.part.callId, decision });
  }
  return now;
}

const callOf = ({ parts }: AnswerMessage): ToolCallPart | undefined => parts.find((part) => part.kind === 'tool_call');
const resultOf = ({ parts }: AnswerMessage): ToolResultPart | undefined =>
  parts.find((part) => part.kind === 'tool_result');

it.each(['stdio', 'http'] as const)(
  'the example server is called over %s, and the model hears what it said',
  async (kind) => {
    const way =
      kind === 'stdio'
        ? wayOf(everythingProgram)
        : ({ kind, url: (await openEverythingAtAddress()).url, headers: {} } as const);
    const scene = await open(way, { name: 'Try__get-sum', input: { a: 2, b: 40 } });
    const done = await ended(scene, 'once');
    expect(callOf(done)).toMatchObject({ server: { name: 'Try' }, tool: 'get-sum', state: { kind: 'done' } });
    expect(JSON.stringify(resultOf(done)?.content)).toContain('42');
    expect(done.parts.at(-1)).toMatchObject({ kind: 'text', text: expect.stringContaining('42') });
    expect(done.state.kind).toBe('done');
  },
);

it('an image that a tool gives is shown', async () => {
  const scene = await open(wayOf(everythingProgram), { name: 'Try__get-tiny-image', input: {} });
  const image = resultOf(await ended(scene, 'always'))?.content.find((piece) => piece.kind === 'image');
  if (image === undefined) throw new Error('There is no image');
  expect(image).toMatchObject({ mediaType: 'image/png', width: expect.any(Number) });
  const { base64 } = await scene.client.files.image({ fileId: image.fileId });
  expect(Buffer.from(base64, 'base64')).toHaveLength(image.bytes);
});

it('a model that takes no tools is told of none', async () => {
  const scene = await open(wayOf(everythingProgram), { name: 'Try__get-sum', input: {} }, 'plain:latest');
  expect((await ended(scene, 'once')).state.kind).toBe('done');
  const asked = scene.fake.requests.filter(({ path }) => path === '/api/chat');
  expect(asked).toHaveLength(1);
  expect(asked[0]?.body).not.toHaveProperty('tools');
});

it('a server that dies in a call is said to have, is started again, and the call is not repeated', async () => {
  const scene = await open(wayOf(oddProgram('dies_in_call')), { name: 'Try__echo', input: { text: 'a' } });
  const done = await ended(scene, 'once');
  expect(callOf(done)?.state).toMatchObject({ kind: 'failed', trouble: { code: 'ended', exitCode: 9 } });
  expect(done.state.kind).toBe('done');
  await untilServer(scene.client, ({ state }) => state.kind === 'ready');
});

it('a server that lies and gives too much is cut, and the answer says so', async () => {
  const scene = await open(wayOf(oddProgram('lies')), { name: 'Try__echo', input: { text: 'a' } });
  const result = resultOf(await ended(scene, 'once'));
  expect(result?.isCut).toBe(true);
  expect(JSON.stringify(result?.content)).not.toContain('not yours');
});

it('a server that hangs in a call is left when the answer is stopped', async () => {
  const scene = await open(wayOf(oddProgram('hangs_in_call')), { name: 'Try__echo', input: { text: 'a' } });
  const { client, runId: id } = scene;
  const ending = ended(scene, 'once');
  for await (const event of await client.runs.watch({ runId: id, after: 0 }))
    if (event.kind === 'call' && event.state.kind === 'running') await client.runs.stop({ runId: id });
  const done = await ending;
  expect([done.state.kind, callOf(done)?.state.kind]).toEqual(['stopped', 'unknown']);
});

it('a tool that became another since it was allowed is asked for again', async () => {
  const scene = await open(wayOf(oddProgram('turns')), { name: 'Try__echo', input: { text: 'a' } });
  expect(callOf(await ended(scene, 'always'))?.state.kind).toBe('done');
  await untilServer(
    scene.client,
    ({ state }) => state.kind === 'ready' && state.tools.every(({ description }) => description.includes('else')),
  );
  const next = { runId: runId(), answerId: messageId(), questionId: scene.empty.parentId ?? messageId() };
  const sent = await scene.client.chat.regenerate({ ...next, chatId: scene.chatId, model: 'able:latest' });
  const again = await ended({ ...scene, runId: next.runId, empty: sent.answer }, 'refuse');
  expect(callOf(again)?.state.kind).toBe('refused');
});
