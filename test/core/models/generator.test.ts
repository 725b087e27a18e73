// An answer of Ollama as the chat gets it, over real sockets.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { describe, expect, it } from 'vitest';
import { answer } from '../../support/fake-ollama/behaviour.ts';
import { createGate } from '../../support/fake-ollama/gate.ts';
import { generate, openFake, openModels, textOf } from './ollama-bench.ts';

const hello = [{ role: 'user', text: 'Hello' }] as const;
const never = new AbortController().signal;

describe('an answer of Ollama', () => {
  it('comes in pieces, and ends once and last with the reason and the counts', async () => {
    const counts = { totalNs: 9, loadNs: 2, promptTokens: 11, promptNs: 3, completionTokens: 4, completionNs: 4 };
    const fake = await openFake({ behaviour: answer(['One', ' two', ' three.'], { counts }) });
    const { parts, failure } = await generate(openModels(fake.url).models.generator);
    expect(failure).toBeNull();
    expect(parts).toEqual([
      { kind: 'text', text: 'One' },
      { kind: 'text', text: ' two' },
      { kind: 'text', text: ' three.' },
      { kind: 'ended', reason: 'stop', counts },
    ]);
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['unload', 'other'],
  ])('that ended by %s says %s', async (reason, told) => {
    const fake = await openFake({ behaviour: answer(['x'], { ending: { kind: 'done', reason } }) });
    const { parts } = await generate(openModels(fake.url).models.generator);
    expect(parts.at(-1)).toMatchObject({ kind: 'ended', reason: told });
  });

  it.each(['stop', 'length'])(
    'is whole where its last line gives the reason %s and yet says done: false',
    async (reason) => {
      const fake = await openFake({ behaviour: answer(['a', 'b'], { ending: { kind: 'undone', reason } }) });
      const { parts, failure } = await generate(openModels(fake.url).models.generator);
      expect(failure).toBeNull();
      expect(textOf(parts)).toBe('ab');
      expect(parts.filter((part) => part.kind === 'ended')).toMatchObject([
        { reason, counts: { completionTokens: 3 } },
      ]);
    },
  );

  it.each([
    ['no done but in the last line', '{"message":{"content":"a"}}\n{"message":{"content":"b"},"done":true}\n', 'ab'],
    ['null for a reason', '{"message":{"content":"a"},"done":true,"done_reason":null}\n', 'a'],
    ['words in the last line', '{"message":{"content":"a"},"done":false,"done_reason":"stop"}\n', 'a'],
    ['a tool call', '{"message":{"content":"","tool_calls":[{}]},"done":true,"done_reason":"stop"}\n', ''],
  ])('is read with %s', async (_name, bytes, text) => {
    const fake = await openFake({ behaviour: answer([], { ending: { kind: 'bytes', bytes } }) });
    const { parts, failure } = await generate(openModels(fake.url).models.generator);
    expect(failure).toBeNull();
    expect(textOf(parts)).toBe(text);
    expect(parts.filter((part) => part.kind === 'ended')).toMatchObject([{ reason: 'stop' }]);
  });

  it('comes while it is written, not when it is whole', async () => {
    const gate = createGate();
    const fake = await openFake({ behaviour: answer(['now', ' later'], { gate }) });
    const { models } = openModels(fake.url);
    const asked = { ollama: firstOllama, model: 'gemma3:270m', turns: hello };
    const parts = models.generator.generate(asked, never)[Symbol.asyncIterator]();
    gate.open();
    expect(await parts.next()).toEqual({ done: false, value: { kind: 'text', text: 'now' } });
    gate.openForever();
    expect(await parts.next()).toEqual({ done: false, value: { kind: 'text', text: ' later' } });
  });

  it('of five hundred tokens a second comes whole and in order', async () => {
    const words = Array.from({ length: 400 }, (_, n) => `词${String(n)} `);
    const fake = await openFake({ behaviour: answer(words, { paceMs: 2, sliceBytes: 61 }) });
    const { parts, failure } = await generate(openModels(fake.url).models.generator);
    expect(failure).toBeNull();
    expect(textOf(parts)).toBe(words.join(''));
  });

  it.each([1, 2, 3, 7])('survives being cut into writes of %i bytes', async (sliceBytes) => {
    const text = ['Grüße ', '🐘🐘 ', '日本語', '\u2028<b>&'];
    const fake = await openFake({ behaviour: answer(text, { sliceBytes }) });
    const { parts, failure } = await generate(openModels(fake.url).models.generator);
    expect(failure).toBeNull();
    expect(textOf(parts)).toBe(text.join(''));
  });

  it.each([
    ['carriage returns', { lineEnd: '\r\n' }],
    ['blank lines', { lineEnd: '\n\n' }],
    ['a last line without its newline', { hasLastLineEnd: false }],
    ['another media type', { mediaType: 'application/json' }],
  ] as const)('is read with %s', async (_name, more) => {
    const fake = await openFake({ behaviour: answer(['a', 'b'], more) });
    const { parts, failure } = await generate(openModels(fake.url).models.generator);
    expect(failure).toBeNull();
    expect(textOf(parts)).toBe('ab');
  });

  it('brings the thinking of a model that can think, and asks no other model to', async () => {
    const fake = await openFake({
      behaviour: (asked) => answer(['Yes.'], { thinking: asked.think === true ? ['Hm,', ' well.'] : [] }),
    });
    const { models } = openModels(fake.url);
    expect((await generate(models.generator, 'qwen3:0.6b')).parts.slice(0, 3)).toEqual([
      { kind: 'thinking', text: 'Hm,' },
      { kind: 'thinking', text: ' well.' },
      { kind: 'text', text: 'Yes.' },
    ]);
    expect((await generate(models.generator, 'gemma3:270m')).parts[0]).toEqual({ kind: 'text', text: 'Yes.' });
    expect(
      fake.requests
        .filter((asked) => asked.path === '/api/chat')
        .map((asked) => Reflect.get(Object(asked.body), 'think')),
    ).toEqual([true, undefined]);
  });

  it('is asked of a model that sees with the images beside the words, and of one that does not see not at all', async () => {
    const fake = await openFake({ models: [{ name: 'sees', capabilities: ['vision'] }, { name: 'blind' }] });
    const { models } = openModels(fake.url);
    const turns = [
      { role: 'user', text: 'What is it?', images: [{ mediaType: 'image/png', base64: 'AAAA' }] },
    ] as const;
    expect((await generate(models.generator, { model: 'sees', turns })).failure).toBeNull();
    const asked = () => fake.requests.filter(({ path }) => path === '/api/chat').map(({ body }) => body);
    expect(asked()).toMatchObject([{ messages: [{ role: 'user', content: 'What is it?', images: ['AAAA'] }] }]);
    expect((await generate(models.generator, { model: 'blind', turns })).failure).toMatchObject({
      code: 'ollama_cannot_see',
      canRetry: false,
    });
    expect(asked()).toHaveLength(1);
    expect((await models.refresh()).kind === 'ready' && models.state.current()).toMatchObject({
      models: [
        { name: 'sees:latest', canSee: true },
        { name: 'blind:latest', canSee: false },
      ],
    });
  });

  it('learns once what a model can do', async () => {
    const fake = await openFake();
    const { models } = openModels(fake.url);
    await generate(models.generator);
    await generate(models.generator);
    expect(fake.requests.map((asked) => asked.path)).toEqual(['/api/show', '/api/chat', '/api/chat']);
  });

  it('asks that no turn be dropped in silence, and says nothing of an origin', async () => {
    const fake = await openFake();
    await generate(openModels(fake.url).models.generator);
    const asked = fake.requests.at(-1);
    expect(asked?.body).toEqual({
      model: 'gemma3:270m',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
      truncate: false,
      shift: false,
    });
    expect(asked?.headers.origin).toBeUndefined();
  });

  it('gives its connection back for the next question', async () => {
    const fake = await openFake({ behaviour: answer(Array.from({ length: 200 }, () => 'word ')) });
    const { models } = openModels(fake.url);
    for (let turn = 0; turn < 6; turn += 1) await generate(models.generator);
    expect(new Set(fake.requests.map((asked) => asked.remotePort)).size).toBeLessThanOrEqual(2);
  });

  it('ends the generation when it is aborted, and throws the reason', async () => {
    const fake = await openFake({ behaviour: answer(['more '], { ending: { kind: 'never' } }) });
    const { models } = openModels(fake.url);
    const stop = new AbortController();
    const asked = fake.next('/api/chat');
    const reason = new Error('stopped by the person');
    const read = async (): Promise<void> => {
      for await (const part of models.generator.generate(
        { ollama: firstOllama, model: 'gemma3:270m', turns: hello },
        stop.signal,
      ))
        if (part.kind === 'text') stop.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
    expect(await (await asked).end).toBe('broken_off');
  });

  it('ends the generation when it is aborted before the first token', async () => {
    const fake = await openFake({ behaviour: { kind: 'silent' } });
    const { models } = openModels(fake.url);
    const stop = new AbortController();
    const asked = fake.next('/api/chat');
    const reason = new Error('stopped');
    const reading = generate(models.generator, 'gemma3:270m', stop.signal);
    void asked.then(() => stop.abort(reason));
    await expect(reading).rejects.toBe(reason);
    expect(await (await asked).end).toBe('broken_off');
  });

  it('ends the generation when the reader leaves', async () => {
    const fake = await openFake({ behaviour: answer(['more '], { ending: { kind: 'never' } }) });
    const asked = fake.next('/api/chat');
    for await (const part of openModels(fake.url).models.generator.generate(
      { ollama: firstOllama, model: 'gemma3:270m', turns: hello },
      new AbortController().signal,
    )) {
      expect(part.kind).toBe('text');
      break;
    }
    expect(await (await asked).end).toBe('broken_off');
  });
});
