// Calls of tools in an answer, over a real database: nothing runs without the person's word, nothing runs twice, and nothing is
// lost, whatever is said, stopped or killed in between.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import type { OfferedTool, ToolBox } from '../../../src/main/core/ports.ts';
import type { AnswerMessage } from '../../../src/preload/contract/message.ts';
import { fold } from '../../../src/preload/contract/fold.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import type { ToolCallId, ToolCallPart, ToolCallState } from '../../../src/preload/contract/part.ts';
import { toolRoundsMax } from '../../../src/preload/contract/tool-limits.ts';
import { ToolServerId, type LeftOutTool } from '../../../src/preload/contract/tools.ts';
import type { ChatId } from '../../../src/preload/contract/ids.ts';
import { CodedFailure } from '../../../src/main/core/coded-failure.ts';
import { counts, refusal } from './doubles.ts';
import {
  answered,
  ask,
  chatId,
  look,
  messageId,
  openScene,
  runId,
  storedAnswer,
  type Asked,
  type Scene,
} from './scene.ts';

type Call = { readonly name: string; readonly input: Readonly<Record<string, string>> | null };
type Outcome = Awaited<ReturnType<ToolBox['call']>>;

const server = { id: ToolServerId.parse(v7()), name: 'files' };
const toolNamed = (tool: string): OfferedTool => ({
  name: `files__${tool}`,
  description: tool,
  inputSchema: { type: 'object' },
  server,
  tool,
  fingerprint: tool.padEnd(64, '0'),
});
const gave = (text: string): Extract<Outcome, { kind: 'answered' }> => ({
  kind: 'answered',
  pieces: [{ kind: 'text', text }],
  isError: false,
  isCut: false,
});

/** Tools that write down what ran; a call stays open where `gate` holds it. */
function createBox(names: readonly string[] = ['read', 'write']) {
  const offered = names.map(toolNamed);
  const leftOut = new Map<ChatId, readonly LeftOutTool[]>();
  const always = new Set<string>();
  const ran: string[] = [];
  const aborted: string[] = [];
  const box: ToolBox = {
    offered: (chatId) => offered.filter(({ tool }) => !leftOut.get(chatId)?.some((one) => one.tool === tool)),
    leftOut: (chatId) => leftOut.get(chatId) ?? [],
    leaveOut: (chatId, tools) => void leftOut.set(chatId, tools),
    isAllowed: ({ tool }, chatId) => always.has(tool) || always.has(`${tool} ${chatId}`),
    allow({ tool }, chatId) {
      always.add(chatId === null ? tool : `${tool} ${chatId}`);
      return 'done';
    },
    call(tool, input, signal) {
      ran.push(`${tool.tool} ${JSON.stringify(input)}`);
      signal.addEventListener('abort', () => void aborted.push(tool.tool));
      return played.answer(tool.tool);
    },
  };
  const played = { box, ran, aborted, always, answer: (tool: string): Promise<Outcome> => Promise.resolve(gave(tool)) };
  return played;
}

const never = (): Promise<Outcome> => new Promise(() => undefined);

async function called(scene: Scene, calls: readonly Call[], said = ''): Promise<void> {
  const playing = await scene.generator.next();
  if (said !== '') playing.say(said);
  playing.put({ kind: 'calls', calls });
  playing.end();
}

/** The answer as a window sees it as soon as it is as asked for. */
async function until(scene: Scene, asked: Asked, is: (answer: AnswerMessage) => boolean): Promise<AnswerMessage> {
  let answer = asked.empty;
  for await (const event of await scene.client.runs.watch({ runId: asked.runId, after: 0 })) {
    answer = fold(answer, event);
    if (is(answer)) return answer;
  }
  throw new Error(`It never was: ${JSON.stringify(answer.parts)}`);
}

const callsOf = ({ parts }: AnswerMessage): ToolCallPart[] => parts.filter((part) => part.kind === 'tool_call');
const statesOf = (answer: AnswerMessage): string[] => callsOf(answer).map(({ state }) => state.kind);
const first = (answer: AnswerMessage): ToolCallId => {
  const [call] = callsOf(answer);
  if (call === undefined) throw new Error('Nothing was called');
  return call.callId;
};
const has =
  (...kinds: ToolCallState['kind'][]) =>
  (answer: AnswerMessage): boolean =>
    statesOf(answer).join() === kinds.join();

const read: Call = { name: 'files__read', input: { path: 'a' } };
const write: Call = { name: 'files__write', input: { path: 'b' } };

describe('a call of a tool', () => {
  it('waits for the person, runs once, and the model is asked on with what it gave', async () => {
    const { box, ran } = createBox();
    const scene = openScene({ toolBox: box });
    const asked = await ask(scene);
    await called(scene, [read], 'Let me see.');
    const waiting = await until(scene, asked, has('asked'));
    expect(ran).toEqual([]);
    expect(await scene.client.runs.decide({ runId: asked.runId, callId: first(waiting), decision: 'once' })).toEqual({
      kind: 'done',
    });
    const playing = await scene.generator.next();
    expect(playing.request.tools?.rounds).toEqual([
      { text: 'Let me see.', thinking: '', calls: [read], results: [{ text: 'read', images: [] }] },
    ]);
    playing.say('Here it is.');
    playing.end();
    const done = await answered(scene, asked);
    expect(ran).toEqual(['read {"path":"a"}']);
    expect(done.parts.map(({ kind }) => kind)).toEqual(['text', 'tool_call', 'tool_result', 'text']);
    expect(statesOf(done)).toEqual(['done']);
    expect(await storedAnswer(scene, asked)).toEqual(done);
    expect(done.counts).toEqual({
      promptTokens: counts.promptTokens - counts.completionTokens,
      completionTokens: 2 * counts.completionTokens,
      totalNs: 2 * counts.totalNs,
      loadNs: 2 * counts.loadNs,
      promptNs: 2 * counts.promptNs,
      completionNs: 2 * counts.completionNs,
    });
    expect(scene.meter.calls.filter(({ kind }) => kind !== 'reserve')).toHaveLength(1);
  });

  it('that is refused does not run, and the model is told', async () => {
    const { box, ran } = createBox();
    const scene = openScene({ toolBox: box });
    const asked = await ask(scene);
    await called(scene, [read]);
    const callId = first(await until(scene, asked, has('asked')));
    await scene.client.runs.decide({ runId: asked.runId, callId, decision: 'refuse' });
    const playing = await scene.generator.next();
    expect(playing.request.tools?.rounds[0]?.results[0]?.text).toContain('refused');
    playing.say('As you like.');
    playing.end();
    expect(statesOf(await answered(scene, asked))).toEqual(['refused']);
    expect(ran).toEqual([]);
    expect(await scene.client.runs.decide({ runId: asked.runId, callId, decision: 'once' })).toEqual({ kind: 'gone' });
  });

  it('runs after those before it, in whatever order the person allows them', async () => {
    const played = createBox();
    const scene = openScene({ toolBox: played.box });
    const asked = await ask(scene);
    await called(scene, [read, write]);
    const [one, two] = callsOf(await until(scene, asked, has('asked', 'asked'))).map(({ callId }) => callId);
    if (one === undefined || two === undefined) throw new Error('Two were asked for');
    await scene.client.runs.decide({ runId: asked.runId, callId: two, decision: 'once' });
    await until(scene, asked, has('asked', 'approved'));
    expect(played.ran).toEqual([]);
    await scene.client.runs.decide({ runId: asked.runId, callId: one, decision: 'once' });
    (await scene.generator.next()).end();
    await answered(scene, asked);
    expect(played.ran).toEqual(['read {"path":"a"}', 'write {"path":"b"}']);
  });

  it('is asked for once where the person allows the tool in this chat, and again in another', async () => {
    const played = createBox();
    const scene = openScene({ toolBox: played.box });
    const asked = await ask(scene);
    await called(scene, [read, read]);
    const callId = first(await until(scene, asked, has('asked', 'asked')));
    await scene.client.runs.decide({ runId: asked.runId, callId, decision: 'chat' });
    await called(scene, [read]);
    (await scene.generator.next()).end();
    expect(statesOf(await answered(scene, asked))).toEqual(['done', 'done', 'done']);
    const other = await ask(scene);
    await called(scene, [read]);
    expect(statesOf(await until(scene, other, has('asked')))).toEqual(['asked']);
  });

  it('of a tool that was not offered, or with arguments that cannot be read, does not run', async () => {
    const { box, ran, always } = createBox();
    for (const tool of ['read', 'write']) always.add(tool);
    const scene = openScene({ toolBox: box });
    const asked = await ask(scene);
    await called(scene, [
      { name: 'format_disk', input: {} },
      { name: 'files__read', input: null },
    ]);
    (await scene.generator.next()).end();
    const done = await answered(scene, asked);
    expect(callsOf(done).map(({ state }) => state)).toEqual([
      { kind: 'not_callable', reason: 'unknown_tool' },
      { kind: 'not_callable', reason: 'input_unreadable' },
    ]);
    expect(ran).toEqual([]);
  });

  it.each([
    ['a failure', { kind: 'failed', trouble: { code: 'ended', exitCode: 9, detail: 'no key' } }, 'failed', 'no key'],
    ['nothing', { kind: 'gone' }, 'not_callable', 'no longer there'],
    ['an error', { ...gave('bad path'), isError: true }, 'done', 'reports an error:\nbad path'],
  ] satisfies [string, Outcome, string, string][])(
    'that comes to %s is told to the model as that',
    async (_name, outcome, state, told) => {
      const played = createBox();
      played.always.add('read');
      played.answer = () => Promise.resolve(outcome);
      const scene = openScene({ toolBox: played.box });
      const asked = await ask(scene);
      await called(scene, [read]);
      const playing = await scene.generator.next();
      expect(playing.request.tools?.rounds[0]?.results[0]?.text).toContain(told);
      playing.end();
      expect(statesOf(await answered(scene, asked))).toEqual([state]);
      expect(played.ran).toHaveLength(1);
    },
  );

  it('keeps the images that a tool gives for as long as the answer', async () => {
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64');
    const played = createBox();
    played.always.add('read');
    const image = {
      kind: 'image',
      mediaType: 'image/png',
      base64: png.toString('base64'),
      width: 1,
      height: 1,
    } as const;
    played.answer = () => Promise.resolve({ kind: 'answered', pieces: [image], isError: false, isCut: true });
    const scene = openScene({ toolBox: played.box });
    const asked = await ask(scene);
    await called(scene, [read]);
    const playing = await scene.generator.next();
    expect(playing.request.tools?.rounds[0]?.results[0]?.images).toEqual([
      { mediaType: 'image/png', base64: image.base64 },
    ]);
    playing.say('A dot.');
    playing.end();
    await answered(scene, asked);
    await scene.clock.advance(90 * 24 * 3600 * 1000);
    expect(scene.files.sweep()).toBe(0);
    const [result] = (await storedAnswer(scene, asked)).parts.filter((part) => part.kind === 'tool_result');
    const [piece] = result?.content ?? [];
    expect(piece?.kind === 'image' && scene.files.bytes(piece.fileId)).toEqual(png);
  });

  it('is not made known before the hold is granted, and never where it is refused', async () => {
    const { box, ran, always } = createBox();
    always.add('read');
    const scene = openScene({ toolBox: box });
    const verdict = Promise.withResolvers<Awaited<ReturnType<typeof scene.meter.onReserve>>>();
    scene.meter.onReserve = () => verdict.promise;
    const asked = await ask(scene);
    await called(scene, [read]);
    await scene.clock.advance(1000);
    expect(ran).toEqual([]);
    verdict.resolve({ kind: 'refused', refusal });
    const done = await answered(scene, asked);
    expect([done.state.kind, done.parts, ran]).toEqual(['refused', [], []]);
  });
});

describe('an answer with calls', () => {
  it('ends after so many rounds, says so, and runs no more', async () => {
    const { box, ran, always } = createBox();
    always.add('read');
    const scene = openScene({ toolBox: box });
    const asked = await ask(scene);
    for (let round = 0; round <= toolRoundsMax; round += 1) await called(scene, [read], 'Again. ');
    const done = await answered(scene, asked);
    expect(ran).toHaveLength(toolRoundsMax);
    expect(done.state).toEqual({ kind: 'done', reason: 'other' });
    expect(done.notes).toEqual([{ kind: 'tool_rounds', rounds: toolRoundsMax }]);
    expect(callsOf(done).map(({ round }) => round)).toEqual(Array.from({ length: toolRoundsMax }, (_, n) => n + 1));
  });

  it('that is stopped while it waits for a word runs nothing, and says so', async () => {
    const { box, ran } = createBox();
    const scene = openScene({ toolBox: box });
    const asked = await ask(scene);
    await called(scene, [read, write]);
    const callId = first(await until(scene, asked, has('asked', 'asked')));
    await scene.client.runs.stop({ runId: asked.runId });
    const done = await answered(scene, asked);
    expect([done.state.kind, ...statesOf(done)]).toEqual(['stopped', 'not_run', 'not_run']);
    expect(await scene.client.runs.decide({ runId: asked.runId, callId, decision: 'once' })).toEqual({ kind: 'gone' });
    expect(ran).toEqual([]);
    expect(await storedAnswer(scene, asked)).toEqual(done);
  });

  it('that is stopped while a tool runs tells it to stop, and that nobody knows what it did', async () => {
    const played = createBox();
    played.always.add('read');
    played.always.add('write');
    played.answer = never;
    const scene = openScene({ toolBox: played.box });
    const asked = await ask(scene);
    await called(scene, [read, write]);
    await until(scene, asked, has('running', 'approved'));
    await scene.client.runs.stop({ runId: asked.runId });
    const done = await answered(scene, asked);
    expect([done.state.kind, ...statesOf(done)]).toEqual(['stopped', 'unknown', 'not_run']);
    expect([played.ran.length, played.aborted]).toEqual([1, ['read']]);
  });

  it('is found by what a tool gave', async () => {
    const played = createBox();
    played.always.add('read');
    played.answer = () => Promise.resolve(gave('The pelican is in the cellar'));
    const scene = openScene({ toolBox: played.box });
    const asked = await ask(scene);
    await called(scene, [read]);
    const playing = await scene.generator.next();
    playing.say('Found it.');
    playing.end();
    await answered(scene, asked);
    const [hit] = await scene.client.chats.search({ query: 'pelican' });
    expect([hit?.messageId, hit?.parts.find(({ isMatch }) => isMatch)?.text]).toEqual([asked.answerId, 'pelican']);
  });

  it('that fails in its second round keeps what was called', async () => {
    const played = createBox();
    played.always.add('read');
    const scene = openScene({ toolBox: played.box });
    const asked = await ask(scene);
    await called(scene, [read]);
    (await scene.generator.next()).fail(new CodedFailure('ollama_context_full', { canRetry: false }));
    const done = await answered(scene, asked);
    expect(done.state).toMatchObject({ kind: 'failed', failure: { code: 'ollama_context_full' } });
    expect(statesOf(done)).toEqual(['done']);
  });

  it('is told to the model with the next question, calls and all', async () => {
    const played = createBox();
    played.always.add('read');
    const scene = openScene({ toolBox: played.box });
    const asked = await ask(scene);
    await called(scene, [read], 'Let me see.');
    const playing = await scene.generator.next();
    playing.say('Here it is.');
    playing.end();
    await answered(scene, asked);
    await ask(scene, 'And now?', { chatId: asked.chatId, parentId: asked.answerId });
    expect((await scene.generator.next()).request.turns).toEqual([
      { role: 'user', text: 'Why is the sky blue?' },
      {
        role: 'assistant',
        text: 'Here it is.',
        rounds: [{ text: 'Let me see.', thinking: '', calls: [read], results: [{ text: 'read', images: [] }] }],
      },
      { role: 'user', text: 'And now?' },
    ]);
  });

  it('that was killed while a tool ran says that nobody knows, and calls it no second time', async () => {
    const played = createBox();
    played.always.add('read');
    played.always.add('write');
    played.answer = never;
    const killed = openScene({ toolBox: played.box });
    const asked = await ask(killed);
    await called(killed, [read, write]);
    await until(killed, asked, has('running', 'approved'));
    // As a killed program leaves it: what was committed, and nothing after. No timer of the journal has gone off.
    const { dataDir } = killed;
    killed.store.close();
    const after = openScene({ dataDir, toolBox: played.box });
    const stored = await storedAnswer(after, asked);
    expect([stored.state.kind, ...statesOf(stored)]).toEqual(['interrupted', 'unknown', 'not_run']);
    expect(played.ran).toHaveLength(1);
    expect((await look(after, asked.chatId)).summary.activeRunId).toBeNull();
  });
});

describe('a hosted model', () => {
  const askHosted = async (scene: Scene, model: string): Promise<Asked> => {
    const ids = { chatId: chatId(), runId: runId(), messageId: messageId(), answerId: messageId() };
    const sharesWith = 'https://models.example';
    const parts = textParts('What is there?');
    const { answer } = await scene.client.chat.send({
      ...ids,
      parentId: null,
      parts,
      model,
      venue: 'hosted',
      sharesWith,
    });
    return { ...ids, questionId: ids.messageId, empty: answer };
  };

  it('is offered tools where its operator says that it can use them, and asked on once the person allows it', async () => {
    const { box, ran } = createBox();
    const scene = openScene({ toolBox: box });
    const plain = await askHosted(scene, 'big');
    const unable = await scene.generator.next();
    expect(unable.request.tools).toBeUndefined();
    unable.say('Nothing.');
    unable.end();
    await answered(scene, plain);
    const asked = await askHosted(scene, 'able');
    await called(scene, [read]);
    const waiting = await until(scene, asked, has('asked'));
    expect(ran).toEqual([]);
    await scene.client.runs.decide({ runId: asked.runId, callId: first(waiting), decision: 'once' });
    const playing = await scene.generator.next();
    expect(playing.request).toMatchObject({
      venue: 'hosted',
      runId: asked.runId,
      tools: { rounds: [{ calls: [read] }] },
    });
    playing.say('Here it is.');
    playing.end();
    expect(statesOf(await answered(scene, asked))).toEqual(['done']);
  });

  it('that waits for the person when the app is killed has not run, and what it came to is asked for', async () => {
    const { box, ran } = createBox();
    const killed = openScene({ toolBox: box });
    const asked = await askHosted(killed, 'able');
    await called(killed, [read], 'Let me see.');
    await until(killed, asked, has('asked'));
    await killed.clock.advance(600);
    killed.store.close();
    const after = openScene({ dataDir: killed.dataDir, toolBox: box });
    const stored = await storedAnswer(after, asked);
    expect([stored.state.kind, ...statesOf(stored)]).toEqual(['interrupted', 'not_run']);
    expect(after.meter.calls).toMatchObject([{ kind: 'capture', runId: asked.runId, outcome: 'interrupted' }]);
    expect(ran).toEqual([]);
  });

  it('that is refused in a later round keeps what it did, and what it did is paid for', async () => {
    const { box } = createBox();
    const scene = openScene({ toolBox: box });
    const asked = await askHosted(scene, 'able');
    await called(scene, [read], 'Let me see.');
    const waiting = await until(scene, asked, has('asked'));
    await scene.client.runs.decide({ runId: asked.runId, callId: first(waiting), decision: 'once' });
    (await scene.generator.next()).refuse(refusal);
    const over = await answered(scene, asked);
    expect(over.state).toEqual({ kind: 'refused', refusal });
    expect(over.parts.map(({ kind }) => kind)).toEqual(['text', 'tool_call', 'tool_result']);
    expect(scene.meter.calls.filter(({ runId: id }) => id === asked.runId)).toEqual([
      { kind: 'release', runId: asked.runId },
    ]);
  });
});

it('a chat offers what its first question left it, and what was chosen since: at once, again and beside', async () => {
  const { box } = createBox();
  const scene = openScene({ toolBox: box });
  const offered = async (): Promise<readonly string[]> => {
    const playing = await scene.generator.next();
    playing.say('Well.');
    playing.end();
    return (playing.request.tools?.offered ?? []).map(({ name }) => name);
  };
  const ids = { chatId: chatId(), runId: runId(), messageId: messageId(), answerId: messageId() };
  const first = await scene.client.chat.send({
    ...ids,
    parentId: null,
    parts: textParts('What is there?'),
    model: 'gemma',
    toolsLeftOut: [{ server: server.id, tool: 'write' }],
  });
  expect(await offered()).toEqual(['files__read']);
  await answered(scene, { ...ids, questionId: ids.messageId, empty: first.answer });
  box.leaveOut(ids.chatId, [{ server: server.id, tool: 'read' }]);
  const again = { runId: runId(), answerId: messageId(), chatId: ids.chatId };
  const second = await scene.client.chat.regenerate({ ...again, questionId: ids.messageId, model: 'other' });
  expect(await offered()).toEqual(['files__write']);
  await answered(scene, { ...again, questionId: ids.messageId, empty: second.answer });
  const like = chatId();
  scene.store.db.transact('durable', () => scene.feature.make(like, ids.chatId));
  expect(box.leftOut(like)).toEqual(box.leftOut(ids.chatId));
});

it('every window is told in which answers a call waits, and no longer once each has its word', async () => {
  const { box } = createBox();
  const scene = openScene({ toolBox: box });
  const waiting = await scene.client.runs.waiting();
  const next = async (): Promise<readonly string[]> => {
    const { value, done } = await waiting.next();
    return done === true ? [] : value.map(({ answerId }) => answerId);
  };
  expect(await next()).toEqual([]);
  const [one, other] = [await ask(scene), await ask(scene)];
  await called(scene, [read, write]);
  expect(await next()).toEqual([one.empty.id]);
  await called(scene, [read]);
  expect(await next()).toEqual([one.empty.id, other.empty.id]);
  const calls = callsOf(await until(scene, one, has('asked', 'asked'))).map(({ callId }) => callId);
  for (const callId of calls) await scene.client.runs.decide({ runId: one.runId, callId, decision: 'refuse' });
  expect(await next()).toEqual([other.empty.id]);
  await scene.client.runs.stop({ runId: other.runId });
  expect(await next()).toEqual([]);
});

type Step = { readonly calls: readonly string[]; readonly words: readonly ('once' | 'chat' | 'always' | 'refuse')[] };

it('no call runs without a word for it, whatever is called, allowed and refused', async () => {
  const step: fc.Arbitrary<Step> = fc.record({
    calls: fc.array(fc.constantFrom('read', 'write', 'odd'), { minLength: 1, maxLength: 4 }),
    words: fc.array(fc.constantFrom('once', 'chat', 'always', 'refuse'), { minLength: 4, maxLength: 4 }),
  });
  const played = createBox();
  const scene = openScene({ toolBox: played.box });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      played.always.clear();
      played.ran.length = 0;
      const asked = await ask(scene);
      const may: string[] = [];
      const allowed = new Set<string>();
      let before = 0;
      for (const { calls, words } of steps) {
        await called(
          scene,
          calls.map((tool) => ({ name: `files__${tool}`, input: {} })),
        );
        const total = before + calls.length;
        const begun = await until(scene, asked, (answer) => callsOf(answer).length === total);
        const ids = callsOf(begun)
          .slice(before)
          .map(({ callId }) => callId);
        for (const [at, tool] of calls.entries()) {
          const [callId, decision] = [ids[at], words[at]];
          if (callId === undefined || decision === undefined) throw new Error('Too few');
          const wasAllowed = allowed.has(tool);
          const { kind } = await scene.client.runs.decide({ runId: asked.runId, callId, decision });
          expect(kind).toBe(wasAllowed || tool === 'odd' ? 'gone' : 'done');
          if (tool === 'odd') continue;
          if (wasAllowed || decision !== 'refuse') may.push(`${tool} {}`);
          if (!wasAllowed && (decision === 'chat' || decision === 'always')) allowed.add(tool);
        }
        before = total;
      }
      (await scene.generator.next()).end();
      await answered(scene, asked);
      expect(played.ran).toEqual(may);
    }),
    { numRuns: 25 },
  );
});
