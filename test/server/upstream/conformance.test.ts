// What every upstream guarantees, whatever its service speaks.
import { afterEach, describe, expect, it } from 'vitest';
import { createGate } from '../../support/fake-ollama/gate.ts';
import { asking, chunksIn, drain, failureOf, streamOf, wholeOf, wordsIn } from './reading-answers.ts';
import { ollamaRig, openaiRig, operatorKey, type Rig, type RigOptions } from './rigs.ts';

const never = new AbortController().signal;
const words = ['One ', 'two', ', drei — ', '四 😀', '.'];

describe.each([
  ['OpenAI-compatible', openaiRig],
  ['Ollama', ollamaRig],
])('an upstream: %s', (_name, openRig) => {
  const open: Rig[] = [];
  const rigOf = async (options: RigOptions = {}): Promise<Rig> => {
    const rig = await openRig(options);
    open.push(rig);
    return rig;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((rig) => rig.close()));
  });

  it.each([
    ['whole', {}],
    ['in slices of one byte', { sliceBytes: 1 }],
    ['in slices of seven bytes', { sliceBytes: 7 }],
    ['with CRLF', { lineEnd: '\r\n' as const, sliceBytes: 5 }],
  ])('streams whole events in the order in which they come, and [DONE] last: %s', async (_how, more) => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words, ...more });
    const answer = streamOf(await rig.upstream.chat(asking(rig.model), never));
    const { text, failure } = await drain(answer.events);
    expect(failure).toBeNull();
    expect(wordsIn(text)).toBe(words.join(''));
    expect(text).toMatch(/data: \[DONE\]\r?\n\r?\n$/);
    expect(answer.tally()).toEqual({
      usage: { prompt: 3, completion: words.length + 1, cached: 0, reasoning: 0 },
      outputBytes: Buffer.byteLength(words.join('')),
      finish: 'stop',
    });
  });

  it('tells the use in the stream only to those who asked for it', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words });
    const usages = async (wantsUsage: boolean) => {
      const answer = streamOf(await rig.upstream.chat(asking(rig.model, {}, { wantsUsage }), never));
      return chunksIn((await drain(answer.events)).text).filter(({ choices }) => choices.length === 0);
    };
    expect(await usages(false)).toEqual([]);
    expect(await usages(true)).toEqual([
      expect.objectContaining({
        usage: expect.objectContaining({ prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 }),
      }),
    ]);
  });

  it('gives a whole answer in one piece with the same tally', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words, sliceBytes: 3 });
    const { body, tally } = wholeOf(await rig.upstream.chat(asking(rig.model, { stream: false }), never));
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({
      object: 'chat.completion',
      model: rig.model,
      choices: [{ index: 0, message: { role: 'assistant', content: words.join('') }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 },
    });
    expect(tally).toEqual({
      usage: { prompt: 3, completion: 6, cached: 0, reasoning: 0 },
      outputBytes: Buffer.byteLength(words.join('')),
      finish: 'stop',
    });
  });

  it('says that an answer was cut by its length', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words, reason: 'length' });
    const answer = streamOf(await rig.upstream.chat(asking(rig.model), never));
    const { text } = await drain(answer.events);
    expect(chunksIn(text).flatMap(({ choices }) => choices.flatMap((choice) => choice.finish_reason ?? []))).toEqual([
      'length',
    ]);
    expect(answer.tally().finish).toBe('length');
  });

  it.each(['cut', 'missing'] as const)(
    'passes on what came of an answer that broke off (%s), and then fails',
    async (ending) => {
      const rig = await rigOf();
      rig.script({ kind: 'answer', words, ending });
      const answer = streamOf(await rig.upstream.chat(asking(rig.model), never));
      const { text, failure } = await drain(answer.events);
      expect(failure).toMatchObject({ failure: 'cut' });
      expect(wordsIn(text)).toBe(words.join(''));
      expect(answer.tally()).toEqual({ usage: null, outputBytes: Buffer.byteLength(words.join('')), finish: null });
    },
  );

  it('fails a whole answer that broke off', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words, ending: 'cut' });
    expect(await failureOf(rig.upstream.chat(asking(rig.model, { stream: false }), never))).toMatchObject({
      failure: 'cut',
    });
  });

  it('fails where an error comes in the middle, and repeats no key that stands in it', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words, ending: 'error' });
    const answer = streamOf(await rig.upstream.chat(asking(rig.model), never));
    const { text, failure } = await drain(answer.events);
    expect(failure).toMatchObject({ failure: 'failed' });
    expect(failure).toMatchObject({ message: 'it went wrong with …' });
    expect(text).not.toContain(operatorKey);
    expect(wordsIn(text)).toBe(words.join(''));
  });

  it('fails before anything is passed on where the first event is an error', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words: [], ending: 'error' });
    expect(await failureOf(rig.upstream.chat(asking(rig.model), never))).toMatchObject({ failure: 'failed' });
  });

  it('is unreachable where nothing listens', async () => {
    const rig = await rigOf();
    await rig.stopService();
    expect(await failureOf(rig.upstream.chat(asking(rig.model), never))).toMatchObject({ failure: 'unreachable' });
    expect(await failureOf(rig.upstream.models(never))).toMatchObject({ failure: 'unreachable' });
  });

  it('is silent where no head comes in time, and lets go', async () => {
    const rig = await rigOf({ firstByteMs: 60_000 });
    rig.script({ kind: 'silent' });
    const arrived = rig.next();
    const failing = failureOf(rig.upstream.chat(asking(rig.model), never));
    await arrived;
    await rig.clock.advance(59_000);
    expect(await Promise.race([failing, Promise.resolve('waits')])).toBe('waits');
    await rig.clock.advance(10_000);
    expect(await failing).toMatchObject({ failure: 'silent' });
    expect(await rig.lastEnd()).toBe('broken_off');
  });

  it('is silent where nothing more comes in the middle, after all that came was passed on', async () => {
    const rig = await rigOf({ silenceMs: 10_000 });
    rig.script({ kind: 'answer', words, ending: 'stall' });
    const answer = streamOf(await rig.upstream.chat(asking(rig.model), never));
    const events = answer.events[Symbol.asyncIterator]();
    let text = '';
    while (wordsIn(text) !== words.join('')) text += Buffer.from((await events.next()).value ?? '').toString();
    const failing = failureOf(events.next());
    await rig.clock.advance(9_000);
    expect(await Promise.race([failing, Promise.resolve('waits')])).toBe('waits');
    await rig.clock.advance(10_000);
    expect(await failing).toMatchObject({ failure: 'silent' });
    expect(await rig.lastEnd()).toBe('broken_off');
  });

  it('does not count the time that a slow reader takes as silence', async () => {
    const gate = createGate();
    const rig = await rigOf({ silenceMs: 10_000 });
    rig.script({ kind: 'answer', words, gate });
    const asked = rig.upstream.chat(asking(rig.model), never);
    gate.open(3);
    const answer = streamOf(await asked);
    await rig.clock.advance(5_000);
    gate.openForever();
    const { text, failure } = await drain(answer.events);
    expect(failure).toBeNull();
    expect(wordsIn(text)).toBe(words.join(''));
  });

  it.each([
    ['at once', 0],
    ['after the first event', 1],
  ])('lets go of the service when the reader leaves %s', async (_when, reads) => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words, ending: 'never' });
    const answer = streamOf(await rig.upstream.chat(asking(rig.model), never));
    const events = answer.events[Symbol.asyncIterator]();
    for (let read = 0; read < reads; read += 1) await events.next();
    await events.return?.();
    expect(await rig.lastEnd()).toBe('broken_off');
  });

  it('lets go of the service when the signal aborts before an answer, and throws its reason', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'silent' });
    const leaving = new AbortController();
    const arrived = rig.next();
    const asked = rig.upstream.chat(asking(rig.model), leaving.signal);
    await arrived;
    const reason = new Error('the client has gone');
    leaving.abort(reason);
    await expect(asked).rejects.toBe(reason);
    expect(await rig.lastEnd()).toBe('broken_off');
  });

  it('lets go of the service when the signal aborts in the middle, and throws its reason', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words, ending: 'stall' });
    const leaving = new AbortController();
    const answer = streamOf(await rig.upstream.chat(asking(rig.model), leaving.signal));
    const reading = drain(answer.events);
    const reason = new Error('the client has gone');
    leaving.abort(reason);
    expect((await reading).failure).toBe(reason);
    expect(await rig.lastEnd()).toBe('broken_off');
  });

  it('asks nobody where the signal has aborted already', async () => {
    const rig = await rigOf();
    const reason = new Error('gone before');
    await expect(rig.upstream.chat(asking(rig.model), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(rig.asked()).toEqual([]);
  });

  it('works on so many requests and no more, and says that it is busy to the next', async () => {
    const rig = await rigOf({ atOnce: 2 });
    rig.script({ kind: 'answer', words, ending: 'stall' });
    const ask = () => rig.upstream.chat(asking(rig.model), never);
    const [first] = await Promise.all([ask(), ask()]);
    expect(await failureOf(ask())).toMatchObject({ failure: 'busy', retryAfterS: 1 });
    await streamOf(first ?? (await ask()))
      .events[Symbol.asyncIterator]()
      .return?.();
    expect((await ask()).kind).toBe('stream');
  });

  it('keeps a connection for the next request once an answer is whole', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words });
    for (let time = 0; time < 3; time += 1) {
      await drain(streamOf(await rig.upstream.chat(asking(rig.model), never)).events);
      await rig.lastEnd();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await rig.upstream.models(never);
    expect(new Set(rig.asked().map(({ remotePort }) => remotePort)).size).toBe(1);
  });

  it.each([
    [
      'a page of another program',
      { status: 200, mediaType: 'text/html', body: '<html>Please log in</html>' },
      'unreadable',
    ],
    ['an error of a proxy', { status: 502, mediaType: 'text/html', body: '<html>Bad Gateway</html>' }, 'failed'],
    ['a not found of another program', { status: 404, mediaType: 'text/plain', body: '404 page not found' }, 'failed'],
    ['a redirect', { status: 307, mediaType: 'text/plain', body: '', location: 'http://127.0.0.1:1/' }, 'unreadable'],
    ['a wrong key', { status: 401, mediaType: 'application/json', body: '{"error":"unauthorized"}' }, 'denied'],
    ['too many requests', { status: 429, mediaType: 'application/json', body: '{"error":"slow down"}' }, 'busy'],
    ['maintenance', { status: 503, mediaType: 'application/json', body: '{"error":"server busy"}' }, 'busy'],
    ['an error of its own', { status: 500, mediaType: 'application/json', body: '{"error":"no memory"}' }, 'failed'],
    ['nothing', { status: 200, mediaType: 'application/json', body: '' }, 'unreadable'],
  ] as const)('knows %s for a failure, streamed or not', async (_what, plain, failure) => {
    const rig = await rigOf();
    rig.script({ kind: 'plain', ...plain });
    const streamed = await failureOf(rig.upstream.chat(asking(rig.model), never));
    const whole = await failureOf(rig.upstream.chat(asking(rig.model, { stream: false }), never));
    // Ollama’s answers are read by their lines, so an empty one is one that broke off.
    const isEmpty = plain.status === 200 && plain.body === '';
    for (const failed of [streamed, whole])
      expect(isEmpty ? ['cut', 'unreadable'] : [failure]).toContain(failed.failure);
  });

  it('is cut where the connection breaks before a head', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'cut' });
    expect(await failureOf(rig.upstream.chat(asking(rig.model), never))).toMatchObject({ failure: 'cut' });
  });

  it('refuses a model that is not there, in words that may be shown', async () => {
    const rig = await rigOf();
    const answer = await rig.upstream.chat(asking('gone'), never);
    expect(answer).toMatchObject({ kind: 'refused', status: 404, message: expect.stringContaining('gone') });
  });

  it('refuses in one line of bounded length, without the operator’s key', async () => {
    const rig = await rigOf();
    const said = `wrong: ${operatorKey}\n\tsk-abcdef ${'x'.repeat(10_000)}`;
    rig.script({ kind: 'plain', status: 400, mediaType: 'application/json', body: JSON.stringify({ error: said }) });
    const answer = await rig.upstream.chat(asking(rig.model), never);
    expect(answer).toMatchObject({ kind: 'refused', status: 400, message: expect.stringMatching(/^wrong: … … x+…$/) });
    expect(answer.kind === 'refused' ? answer.message.length : 0).toBe(500);
  });

  it('sends the operator’s key', async () => {
    const rig = await rigOf();
    await drain(streamOf(await rig.upstream.chat(asking(rig.model), never)).events);
    expect(rig.asked()).toMatchObject([{ headers: { authorization: `Bearer ${operatorKey}` } }]);
  });

  it('lists its models', async () => {
    const rig = await rigOf();
    expect(await rig.upstream.models(never)).toContainEqual({
      id: rig.model,
      created: expect.any(Number),
      contextLength: null,
    });
  });

  it('ends what is under way when it is closed, which may be done twice', async () => {
    const rig = await rigOf();
    rig.script({ kind: 'answer', words, ending: 'stall' });
    const answer = streamOf(await rig.upstream.chat(asking(rig.model), never));
    const reading = drain(answer.events);
    await Promise.all([rig.upstream.close(), rig.upstream.close()]);
    expect((await reading).failure).toMatchObject({ failure: 'cut' });
    expect(await failureOf(rig.upstream.chat(asking(rig.model), never))).toMatchObject({ failure: 'unreachable' });
  });
});
