// A hosted model that calls tools is asked on: each time is a hold of its own, and their sum is what the answer costs, whatever breaks.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChatRequest } from '../../../server/contract/hosted/chat-request.ts';
import { callsMax, createCalledTools } from '../../../src/main/core/account/hosted/called-tools.ts';
import { toCompletion } from '../../../src/main/core/account/hosted/completion-wire.ts';
import { unknownMsMax } from '../../../src/main/core/account/funds/outbox.ts';
import type { AnswerRequest, GeneratePart, ToolRequest, ToolRound } from '../../../src/main/core/ports.ts';
import { firstOllama, type RunId } from '../../../src/preload/contract/ids.ts';
import type { Charge } from '../../../src/preload/contract/message.ts';
import { createRig, eventually, forever, newRunId, type Rig } from './rig.ts';

const usage = { promptTokens: 1, completionTokens: 1, durationMs: 1 };
const offered = [{ name: 'files__read', description: 'Reads', inputSchema: { type: 'object' } }];
const called: ToolRequest = { name: 'files__read', input: { path: 'a' } };
const round: ToolRound = {
  text: 'Let me see.',
  thinking: '',
  calls: [called],
  results: [{ text: 'It says b', images: [] }],
};
const released = { kind: 'release', reason: 'refused' } as const;

function requestOf(runId: RunId, rounds: readonly ToolRound[]): AnswerRequest {
  const turns = [{ role: 'user', text: 'Why?' }] as const;
  return { runId, venue: 'hosted', ollama: firstOllama, model: 'big', turns, tools: { offered, rounds } };
}

async function openRig(): Promise<Rig> {
  const rig = await createRig();
  await rig.until((state) => state.link.kind === 'online');
  return rig;
}

type Played = Awaited<ReturnType<Rig['server']['hosted']['next']>>;

/** One round of an answer: `play` writes what the server sends. Gives its parts, and what was thrown. */
async function once(rig: Rig, runId: RunId, rounds: readonly ToolRound[], play: (played: Played) => void) {
  const parts: GeneratePart[] = [];
  const read = async (): Promise<null> => {
    for await (const part of rig.account().hosted.generate(requestOf(runId, rounds), forever)) parts.push(part);
    return null;
  };
  const ended = read().catch((error: unknown) => error);
  const played = await rig.server.hosted.next();
  play(played);
  return { parts, thrown: await ended, seen: played.seen, played };
}

/** A whole round that ends in a call, which comes in pieces. */
const calls =
  (microcredits: number, options: { readonly tell?: boolean } = {}) =>
  (played: Played): void => {
    const piece = (tool: object): void =>
      played.write(`data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [tool] } }] })}\n\n`);
    played.say('Let me see.');
    piece({ index: 0, id: 'call_x', type: 'function', function: { name: 'files__read', arguments: '' } });
    for (const part of ['{"pa', 'th":', '"a"}']) piece({ index: 0, function: { arguments: part } });
    played.finish('tool_calls', [11, 7]);
    played.done();
    played.charge(microcredits, options);
    played.end();
  };

const says =
  (microcredits: number, options: { readonly tell?: boolean } = {}) =>
  (played: Played): void => {
    played.say('b.');
    played.finish('stop', [20, 3]);
    played.done();
    played.charge(microcredits, options);
    played.end();
  };

const no = (played: Played): void =>
  played.answer(402, { error: { message: 'No credits.', code: 'credits_exhausted', request_id: 'r' } });

/** The sum once it is known, as told to the chat. */
function priced(rig: Rig, runId: RunId): Promise<Charge> {
  const told = Promise.withResolvers<Charge>();
  rig.account().meter.onSettled((id, charge) => {
    if (id === runId) told.resolve(charge);
  });
  return told.promise;
}

describe('the rounds of a hosted answer', () => {
  test('are asked for with the tools and what they gave, each under an id of its own, and cost their sum', async () => {
    const rig = await openRig();
    const runId = newRunId();
    const first = await once(rig, runId, [], calls(100));
    expect(first.parts.slice(-2)).toEqual([
      { kind: 'calls', calls: [called] },
      { kind: 'ended', reason: 'other', counts: expect.objectContaining({ promptTokens: 11 }) },
    ]);
    expect(first.seen).toMatchObject({ id: runId, body: { tools: [{ function: { name: 'files__read' } }] } });
    const second = await once(rig, runId, [round], says(50));
    expect(second.seen.id).not.toBe(runId);
    expect(second.seen.body.messages).toEqual([
      { role: 'user', content: 'Why?' },
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'files__read', arguments: '{"path":"a"}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'It says b' },
    ]);
    expect(rig.account().meter.end(runId, { kind: 'capture', usage, outcome: 'completed' })).toEqual({
      kind: 'captured',
      source: 'pro',
      microcredits: 150,
    });
    expect(rig.state().unsettledRuns).toBe(0);
  });

  test('of which one has no price yet are told as a whole once it is known', async () => {
    const rig = await openRig();
    const runId = newRunId();
    await once(rig, runId, [], calls(100, { tell: false }));
    await once(rig, runId, [round], says(50));
    const charge = priced(rig, runId);
    expect(rig.account().meter.end(runId, { kind: 'capture', usage, outcome: 'completed' })).toEqual({
      kind: 'unsettled',
    });
    await eventually(
      () => rig.state().unsettledRuns === 0,
      () => rig.clock.advance(500),
    );
    expect(await charge).toEqual({ kind: 'captured', source: 'pro', microcredits: 150 });
  });

  test('of which a later one is refused cost what was made before', async () => {
    const rig = await openRig();
    const runId = newRunId();
    await once(rig, runId, [], calls(100));
    const second = await once(rig, runId, [round], no);
    expect(second.parts).toMatchObject([{ kind: 'refused', refusal: { code: 'credits_exhausted' } }]);
    expect(rig.account().meter.end(runId, released)).toMatchObject({ kind: 'captured', microcredits: 100 });
  });

  test.each([
    ['between two rounds', 0],
    ['while one is made', 44],
  ])('that are cut off by the end of the app %s are all asked for after its restart', async (_, later) => {
    const rig = await openRig();
    const runId = newRunId();
    await once(rig, runId, [], calls(100, { tell: false }));
    if (later > 0) {
      const parts: GeneratePart[] = [];
      const read = async (): Promise<void> => {
        for await (const part of rig.account().hosted.generate(requestOf(runId, [round]), forever)) parts.push(part);
      };
      const ended = read().catch(() => undefined);
      const played = await rig.server.hosted.next();
      played.say('Half');
      await eventually(() => parts.length > 0);
      await rig.close();
      await ended;
      played.charge(later, { tell: false });
    } else await rig.close();
    rig.open();
    const charge = priced(rig, runId);
    // As the chat's recovery does.
    expect(rig.account().meter.end(runId, { kind: 'capture', usage, outcome: 'interrupted' })).toEqual({
      kind: 'unsettled',
    });
    await eventually(
      () => rig.state().unsettledRuns === 0,
      () => rig.clock.advance(500),
    );
    expect(await charge).toMatchObject({ kind: 'captured', microcredits: 100 + later });
  });

  test('of which one never reached the server cost what the others did', async () => {
    const rig = await openRig();
    const runId = newRunId();
    await once(rig, runId, [], calls(100));
    const second = await once(rig, runId, [round], (played) => played.cut());
    expect(second.thrown).toMatchObject({ failure: { code: 'hosted_cut' } });
    const charge = priced(rig, runId);
    expect(rig.account().meter.end(runId, { kind: 'release', reason: 'failed:hosted_cut' })).toEqual({
      kind: 'unsettled',
    });
    await eventually(() => rig.server.count('GET /v1/charges/:id') > 0);
    await rig.clock.advance(unknownMsMax);
    await eventually(
      () => rig.state().unsettledRuns === 0,
      () => rig.clock.advance(1_000),
    );
    expect(await charge).toMatchObject({ kind: 'captured', microcredits: 100 });
  });
});

describe('what a hosted model is asked with', () => {
  const name = fc.string({ maxLength: 90 });
  const request: fc.Arbitrary<ToolRequest> = fc.record({
    name,
    input: fc.option(fc.dictionary(fc.string(), fc.string()), { nil: null }),
  });
  const anyRound: fc.Arbitrary<ToolRound> = fc.array(request, { minLength: 1, maxLength: 3 }).map((all) => ({
    text: '',
    thinking: 'Hm',
    calls: all,
    results: all.map(() => ({ text: 'x', images: [] })),
  }));

  test('is what the server takes, whatever was called before, and each answer names its call', () => {
    fc.assert(
      fc.property(
        fc.array(anyRound, { maxLength: 3 }),
        fc.array(anyRound, { maxLength: 3 }),
        fc.boolean(),
        (now, before, isOn) => {
          const turns = [
            { role: 'user' as const, text: 'One?' },
            { role: 'assistant' as const, text: 'So.', ...(before.length === 0 ? {} : { rounds: before }) },
            { role: 'user' as const, text: 'Two?' },
          ];
          const tools = { offered: isOn ? offered : [], rounds: now };
          const asked = ChatRequest.parse(toCompletion({ ...requestOf(newRunId(), []), turns, tools }));
          const made = asked.messages.flatMap((one) =>
            'tool_calls' in one ? (one.tool_calls ?? []).map(({ id }) => id) : [],
          );
          const answered = asked.messages.flatMap((one) => (one.role === 'tool' ? [one.tool_call_id] : []));
          expect(answered).toEqual(made);
          expect(new Set(made).size).toBe(made.length);
          // Where calls are told of, there is a word of what could be called.
          if (made.length > 0 && !isOn) expect(asked.tool_choice).toBe('none');
          expect((asked.tools ?? []).length > 0).toBe(isOn || made.length > 0);
        },
      ),
    );
  });

  test('tells a model that is offered no tools of earlier calls in words', () => {
    const turns = [{ role: 'assistant', text: 'So.', rounds: [round] }] as const;
    const { tools: _, ...plain } = requestOf(newRunId(), []);
    const asked = toCompletion({ ...plain, turns });
    expect(asked.tools).toBeUndefined();
    expect(JSON.stringify(asked.messages)).toContain('It says b');
    expect(JSON.stringify(asked.messages)).not.toContain('tool_calls');
  });
});

describe('calls in pieces', () => {
  const call = fc.record({
    name: fc.stringMatching(/^[a-z_]{1,12}$/),
    input: fc.dictionary(fc.string(), fc.jsonValue()),
  });
  /** How services differ: an index each, none at all, or the same for every call. */
  const manner = fc.constantFrom('index', 'no_index', 'same_index');
  const withoutPrototype = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);

  test('are put together again, however they are cut and whatever manner the service has', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), manner, (all, size, how) => {
        const gathered = createCalledTools();
        for (const [at, { name, input }] of all.entries()) {
          const place = how === 'index' ? { index: at } : how === 'same_index' ? { index: 0 } : {};
          const text = JSON.stringify(input);
          gathered.push([{ ...place, id: `c${at}`, type: 'function', function: { name, arguments: '' } }]);
          for (let from = 0; from < text.length; from += size)
            gathered.push([{ ...place, function: { arguments: text.slice(from, from + size) } }]);
        }
        expect(gathered.all()).toEqual(JSON.parse(JSON.stringify(all), withoutPrototype));
      }),
    );
  });

  test('lose what would change the prototype of their input, at any depth', () => {
    const gathered = createCalledTools();
    const text = '{"a":1,"__proto__":{"b":2},"c":{"__proto__":[],"d":3}}';
    gathered.push([{ index: 0, id: 'a', function: { name: 'x', arguments: text } }]);
    expect(gathered.all()).toEqual([{ name: 'x', input: { a: 1, c: { d: 3 } } }]);
  });

  test('that nobody can read have no input, and there are never too many', () => {
    const gathered = createCalledTools();
    gathered.push([7, null, { index: 0, id: 'a', function: { name: 'x', arguments: '{"half' } }]);
    for (let n = 1; n < 100; n += 1)
      gathered.push([{ index: n, id: `n${n}`, function: { name: 'y', arguments: '[1]' } }]);
    expect(gathered.all()[0]).toEqual({ name: 'x', input: null });
    expect(gathered.all()).toHaveLength(callsMax);
    expect(gathered.all().every(({ input }) => input === null)).toBe(true);
    const long = createCalledTools();
    for (let n = 0; n < 30; n += 1)
      long.push([{ index: 0, id: 'a', function: { name: n === 0 ? 'x' : '', arguments: 'y'.repeat(50_000) } }]);
    expect(long.all()).toEqual([{ name: 'x', input: null }]);
  });
});
