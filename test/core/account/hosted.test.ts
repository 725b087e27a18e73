// Answers from the operator's models: the words as they come, and a price that is never lost, whatever becomes of the connection.
import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { unknownMsMax } from '../../../src/main/core/account/funds/outbox.ts';
import { chargeMs } from '../../../src/main/core/account/hosted/completion-parts.ts';
import { createHostedAnswers, firstWordMs } from '../../../src/main/core/account/hosted/hosted-answers.ts';
import { eventBytesMax } from '../../../src/main/core/account/hosted/event-reader.ts';
import { readFailure } from '../../../src/main/core/account/link/ask-server.ts';
import { CodedFailure } from '../../../src/main/core/coded-failure.ts';
import type { AnswerRequest, GeneratePart } from '../../../src/main/core/ports.ts';
import { firstOllama, type RunId } from '../../../src/preload/contract/ids.ts';
import type { Charge } from '../../../src/preload/contract/message.ts';
import { problemFault } from '../../support/server-double.ts';
import { createRig, eventually, forever, newRunId, turn, type Rig } from './rig.ts';
import { toCompletion } from '../../../src/main/core/account/hosted/completion-wire.ts';
import { ChatRequest } from '../../../server/contract/hosted/chat-request.ts';

const online = (state: { link: { kind: string } }): boolean => state.link.kind === 'online';
const usage = { promptTokens: 1, completionTokens: 1, durationMs: 1 };
const priceRoute = 'GET /v1/charges/:id';

function requestOf(runId: RunId): AnswerRequest {
  return { runId, venue: 'hosted', ollama: firstOllama, model: 'big', turns: [{ role: 'user', text: 'Why?' }] };
}

async function openRig(): Promise<Rig> {
  const rig = await createRig();
  await rig.until(online);
  return rig;
}

type Answering = { readonly runId: RunId; readonly parts: GeneratePart[]; readonly ended: Promise<unknown> };

/** Reads an answer to its end; `ended` resolves to null, or to what was thrown. */
function ask(rig: Rig, signal = forever, runId = newRunId()): Answering {
  const parts: GeneratePart[] = [];
  const read = async (): Promise<null> => {
    for await (const part of rig.account().hosted.generate(requestOf(runId), signal)) parts.push(part);
    return null;
  };
  return { runId, parts, ended: read().catch((error: unknown) => error) };
}

const textOf = (parts: readonly GeneratePart[]): string =>
  parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');

const codeOf = (error: unknown): unknown => (error instanceof CodedFailure ? error.failure.code : error);

/** The run's price once it is known, as told to the chat. */
function priced(rig: Rig, runId: RunId): Promise<Charge> {
  const told = Promise.withResolvers<Charge>();
  rig.account().meter.onSettled((id, charge) => {
    if (id === runId) told.resolve(charge);
  });
  return told.promise;
}

const endStopped = (rig: Rig, runId: RunId): Charge =>
  rig.account().meter.end(runId, { kind: 'capture', usage, outcome: 'stopped' });

describe('an answer', () => {
  test('comes as thoughts and words with its counts, and its price stands with its end', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    expect(played.seen).toMatchObject({
      id: asked.runId,
      bearer: null,
      body: { model: 'big', messages: [{ role: 'user', content: 'Why?' }], stream: true },
    });
    expect(played.seen.clientId).toMatch(/^[0-9a-f-]{36}$/);
    played.think('Hm');
    played.say('Yes, ', 'it is.');
    played.finish('stop', [11, 7]);
    played.done();
    played.charge(412_300);
    played.end();
    expect(await asked.ended).toBeNull();
    expect(asked.parts).toEqual([
      { kind: 'thinking', text: 'Hm' },
      { kind: 'text', text: 'Yes, ' },
      { kind: 'text', text: 'it is.' },
      { kind: 'ended', reason: 'stop', counts: expect.objectContaining({ promptTokens: 11, completionTokens: 7 }) },
    ]);
    expect(endStopped(rig, asked.runId)).toEqual({ kind: 'captured', source: 'pro', microcredits: 412_300 });
    expect(rig.server.count(priceRoute)).toBe(0);
    expect(rig.server.count('POST /v1/holds')).toBe(0);
    expect(rig.state().unsettledRuns).toBe(0);
  });

  test('is asked for with the images as the parts of its question', () => {
    const image = { mediaType: 'image/jpeg', base64: 'AAAA' } as const;
    const turns = [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'What is it?', images: [image] },
      { role: 'assistant', text: 'A cat.' },
      { role: 'user', text: '', images: [image] },
    ] as const;
    const asked = toCompletion({ ...requestOf(newRunId()), turns });
    const picture = { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,AAAA' } };
    expect(ChatRequest.parse(asked).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'What is it?' }, picture] },
      { role: 'assistant', content: 'A cat.' },
      { role: 'user', content: [picture] },
    ]);
  });

  test('is read rightly however its bytes are cut and its lines are ended', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    const bytes = Buffer.from(
      [
        ': a comment of the upstream',
        '',
        'event: message',
        'data: {"choices":[{"delta":{"content":"Grüße 🙂"}}]}',
        '',
        'data: {"choices":[{"delta":',
        'data: {"content":" dort"}}]}',
        '',
        'data: {"choices":[{"delta":{"content":null},"finish_reason":"length"}]}',
        '',
        'data: [DONE]',
        '',
        '',
      ].join('\r\n'),
    );
    for (let at = 0; at < bytes.length; at += 7) {
      played.write(bytes.subarray(at, at + 7));
      await turn();
    }
    played.end();
    expect(await asked.ended).toBeNull();
    expect(textOf(asked.parts)).toBe('Grüße 🙂 dort');
    expect(asked.parts.at(-1)).toEqual({ kind: 'ended', reason: 'length', counts: null });
  });

  test('whose price does not come with it is ended all the same, and its price asked for', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.say('Yes');
    played.finish('stop');
    played.done();
    played.charge(90_000, { tell: false });
    // Neither the price nor the end of the connection comes.
    await eventually(
      () => asked.parts.some((part) => part.kind === 'ended'),
      () => rig.clock.advance(1_000),
    );
    const charge = priced(rig, asked.runId);
    expect(endStopped(rig, asked.runId)).toEqual({ kind: 'unsettled' });
    expect(await charge).toEqual({ kind: 'captured', source: 'pro', microcredits: 90_000 });
  });

  test('after whose end nothing but signs of life come is ended all the same', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.say('Yes');
    played.finish('stop');
    played.done();
    let steps = 0;
    await eventually(
      () => asked.parts.some((part) => part.kind === 'ended'),
      async () => {
        steps += 1;
        played.write(': still here\n\n');
        await turn();
        await rig.clock.advance(chargeMs / 5);
      },
    );
    expect(steps).toBeLessThan(20);
    await played.gone;
  });

  test('that another run was charged for, or more than was held, is not believed', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.say('Yes');
    played.finish('stop');
    played.charge(50_000, { tell: false });
    const books = JSON.stringify(rig.server.hosted.chargeOf(asked.runId));
    played.write(`: charge ${books.replace(asked.runId, newRunId())}\n\n`);
    played.end();
    expect(await asked.ended).toBeNull();
    const charge = priced(rig, asked.runId);
    expect(endStopped(rig, asked.runId)).toEqual({ kind: 'unsettled' });
    expect(await charge).toMatchObject({ kind: 'captured', microcredits: 50_000 });
  });

  test('that the credits kept short, or that another model made, says so', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.begin({ 'x-output-clamped': '120', 'x-plan-overflow': 'degrade' });
    played.say('Yes');
    played.finish('length');
    played.done();
    played.charge(10, { model: 'small' });
    played.end();
    await asked.ended;
    const notes = [
      { kind: 'other_model', asked: 'big' },
      { kind: 'shortened', tokens: 120 },
    ];
    expect(asked.parts.filter(({ kind }) => kind === 'made')).toEqual([
      { kind: 'made', model: 'big', place: 'operator', ollama: null, notes },
      { kind: 'made', model: 'small', place: 'operator', ollama: null, notes },
    ]);
  });
});

describe('what breaks', () => {
  test('an answer that is cut keeps its words, and its price is asked for', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.say('Half');
    await eventually(() => asked.parts.length > 0);
    played.charge(33_000, { tell: false });
    played.cut();
    expect(codeOf(await asked.ended)).toBe('hosted_cut');
    expect(textOf(asked.parts)).toBe('Half');
    const charge = priced(rig, asked.runId);
    rig.account().meter.end(asked.runId, { kind: 'release', reason: 'failed:hosted_cut' });
    expect(await charge).toMatchObject({ kind: 'captured', microcredits: 33_000 });
  });

  test('a stream that ends without a word of why is cut, not whole', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.say('Half');
    played.end();
    expect(codeOf(await asked.ended)).toBe('hosted_cut');
  });

  test('a price does not make an answer whole that never said why it ended', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.say('Half');
    played.charge(5_000);
    played.end();
    expect(codeOf(await asked.ended)).toBe('hosted_cut');
    expect(endStopped(rig, asked.runId)).toMatchObject({ kind: 'captured', microcredits: 5_000 });
  });

  test('a network that goes away in the middle leaves a price to be asked for, though it says what one says that never was', async () => {
    const rig = await openRig();
    const lost = Object.assign(new Error('read EHOSTUNREACH'), { code: 'EHOSTUNREACH' });
    const unsent: RunId[] = [];
    const answers = createHostedAnswers({
      clock: rig.clock,
      signal: forever,
      link: {
        async post(path, { token: _token, ...post }) {
          const answer = await request(rig.server.origin + path, { ...post, method: 'POST' });
          answer.body.once('data', () => setImmediate(() => answer.body.destroy(lost)));
          return { status: answer.statusCode, headers: answer.headers, body: answer.body };
        },
        heard: () => undefined,
        failed: (error) => readFailure(error, rig.clock.now()),
      },
      runs: {
        begin: async (holdId) => ({ kind: 'begun', holdId, token: null }),
        refused: (_, { retryAt }) => ({ code: 'hold_ended', retryAt }),
        unsent: (runId) => unsent.push(runId),
        told: () => undefined,
      },
    });
    const parts: GeneratePart[] = [];
    const read = async (): Promise<void> => {
      for await (const part of answers.generate(requestOf(newRunId()), forever)) parts.push(part);
    };
    const ended = read().catch((error: unknown) => error);
    (await rig.server.hosted.next()).say('Half');
    expect(codeOf(await ended)).toBe('hosted_cut');
    expect(textOf(parts)).toBe('Half');
    expect(unsent).toEqual([]);
  });

  test('a model that fails in the middle says so in its own words', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.say('Half');
    played.write('data: {"error":{"message":"The model stopped.","code":"upstream_unavailable"}}\n\n');
    played.done();
    played.charge(5_000);
    played.end();
    expect(await asked.ended).toMatchObject({ failure: { code: 'hosted_cut', detail: 'The model stopped.' } });
    expect(endStopped(rig, asked.runId)).toMatchObject({ kind: 'captured', microcredits: 5_000 });
  });

  test('a silent server is let go of', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.begin();
    await rig.clock.advance(firstWordMs + 1);
    expect(await asked.ended).toMatchObject({ failure: { code: 'hosted_stalled', waitedS: firstWordMs / 1000 } });
    await played.gone;
  });

  test.each([
    ['no event', 'data: <html>\n\n'],
    ['bytes that are no text', Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a, 0x0a])],
    ['an event without an end', `data: ${'x'.repeat(eventBytesMax)}`],
  ])('%s is not read on', async (_, bytes) => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.write(bytes);
    expect(codeOf(await asked.ended)).toBe('hosted_unreadable');
    await played.gone;
  });

  test('a server that is gone is named, costs nothing, and takes no offline message', async () => {
    const rig = await openRig();
    await rig.server.stop();
    const asked = ask(rig);
    expect(codeOf(await asked.ended)).toBe('hosted_unreachable');
    expect(rig.account().meter.end(asked.runId, { kind: 'release', reason: 'x' })).toEqual({ kind: 'none' });
    expect(rig.state()).toMatchObject({ unsettledRuns: 0, credits: { grace: { left: 20 } } });
  });

  test('a question that was stopped lets go of the server, and its price is asked for until it is known', async () => {
    const rig = await openRig();
    const stop = new AbortController();
    const asked = ask(rig, stop.signal);
    const played = await rig.server.hosted.next();
    played.say('Half');
    await eventually(() => asked.parts.length > 0);
    stop.abort();
    await played.gone;
    const charge = priced(rig, asked.runId);
    expect(endStopped(rig, asked.runId)).toEqual({ kind: 'unsettled' });
    // Still held: the server has not noticed yet.
    await eventually(() => rig.server.count(priceRoute) > 0);
    played.charge(21_000, { tell: false });
    await eventually(
      () => rig.state().unsettledRuns === 0,
      () => rig.clock.advance(500),
    );
    expect(await charge).toMatchObject({ kind: 'captured', microcredits: 21_000 });
  });

  test('after a restart the price of an answer that was cut off by it is asked for', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.say('Half');
    await eventually(() => asked.parts.length > 0);
    await rig.close();
    await asked.ended;
    played.charge(44_000, { tell: false });
    rig.open();
    const charge = priced(rig, asked.runId);
    // As the chat's recovery does.
    expect(rig.account().meter.end(asked.runId, { kind: 'capture', usage, outcome: 'interrupted' })).toEqual({
      kind: 'unsettled',
    });
    expect(await charge).toMatchObject({ kind: 'captured', microcredits: 44_000 });
  });

  test('a question that the server knows nothing of has cost nothing', async () => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.cut();
    expect(codeOf(await asked.ended)).toBe('hosted_cut');
    const charge = priced(rig, asked.runId);
    rig.account().meter.end(asked.runId, { kind: 'release', reason: 'failed:hosted_cut' });
    await eventually(() => rig.server.count(priceRoute) > 0);
    expect(rig.state().unsettledRuns).toBe(1);
    await rig.clock.advance(unknownMsMax);
    await eventually(
      () => rig.state().unsettledRuns === 0,
      () => rig.clock.advance(1_000),
    );
    expect(await charge).toEqual({ kind: 'none' });
  });

  test('a price that the server does not know yet is asked for again', async () => {
    const rig = await openRig();
    const stop = new AbortController();
    const asked = ask(rig, stop.signal);
    const played = await rig.server.hosted.next();
    played.say('Half');
    await eventually(() => asked.parts.length > 0);
    stop.abort();
    await played.gone;
    played.charge(21_000, { tell: false });
    rig.server.next(priceRoute, problemFault(404, 'hold_not_found', 'There is no such hold.'));
    const charge = priced(rig, asked.runId);
    expect(endStopped(rig, asked.runId)).toEqual({ kind: 'unsettled' });
    await eventually(() => rig.server.count(priceRoute) > 0);
    await turn();
    await eventually(
      () => rig.state().unsettledRuns === 0,
      () => rig.clock.advance(500),
    );
    expect(await charge).toMatchObject({ kind: 'captured', microcredits: 21_000 });
  });
});

describe('the server’s no', () => {
  const no = (code: string, more: object = {}) => ({
    error: { message: 'In words.', type: 'x', param: null, code, request_id: 'r', ...more },
  });

  test.each([
    [401, 'token_rejected', 'token_rejected'],
    [402, 'credits_exhausted', 'credits_exhausted'],
    [403, 'daily_limit_reached', 'daily_limit_reached'],
    [403, 'forbidden', 'rejected'],
    [404, 'model_not_offered', 'rejected'],
    [429, 'rate_limited', 'rate_limited'],
  ])('%i %s is drawn as the same card as of a local message', async (status, code, drawn) => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.answer(status, no(code, { needed_microcredits: 5 }), { 'retry-after': '24' });
    expect(await asked.ended).toBeNull();
    expect(asked.parts).toEqual([
      {
        kind: 'refused',
        refusal: {
          code: drawn,
          problem: code,
          params: { needed_microcredits: 5 },
          detail: 'In words.',
          retryAt: rig.clock.now() + 24_000,
          payer: 'computer',
        },
      },
    ]);
    expect(endStopped(rig, asked.runId)).toEqual({ kind: 'none' });
    expect(rig.state().unsettledRuns).toBe(0);
  });

  test.each([
    [400, no('upstream_refused'), 'hosted_refused'],
    [413, no('payload_too_large'), 'hosted_too_large'],
    [500, no('internal'), 'hosted_failed'],
    [502, no('upstream_unavailable'), 'hosted_failed'],
    [503, no('upstream_busy'), 'hosted_busy'],
    [503, '<html>', 'hosted_unreachable'],
    [404, '<html>', 'hosted_unreadable'],
    [301, '', 'hosted_unreadable'],
  ])('%i %j is a failure with a code of its own', async (status, body, code) => {
    const rig = await openRig();
    const asked = ask(rig);
    const played = await rig.server.hosted.next();
    played.answer(status, body, { location: 'http://127.0.0.1:1/' });
    expect(await asked.ended).toMatchObject({ failure: { code, canRetry: true } });
    expect(rig.server.hosted.seen).toHaveLength(1);
  });

  test('a plan that sends the rest of its day to one’s own Ollama lets a local message pass, uncharged', async () => {
    const rig = await openRig();
    const params = { plan: 'Team', limit: 5, resets_at: 1, time_zone: 'Europe/Berlin', degrade_to: 'local' };
    rig.server.next('POST /v1/holds', problemFault(403, 'daily_limit_reached', 'Used up.', params));
    const runId = newRunId();
    const { meter } = rig.account();
    expect(await meter.reserve({ runId, model: 'm' }, forever)).toEqual({ kind: 'granted', charge: { kind: 'none' } });
    expect(endStopped(rig, runId)).toEqual({ kind: 'none' });
  });
});
