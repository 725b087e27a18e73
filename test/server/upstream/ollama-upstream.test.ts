// What is particular to Ollama: its own words for a question, and its lines as the events that OpenAI's clients expect.
import { afterEach, describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../server/contract/hosted/chat-request.ts';
import { createOllamaUpstream } from '../../../server/upstream/ollama/ollama-upstream.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { answer, type Behaviour, errorAnswer } from '../../support/fake-ollama/behaviour.ts';
import { goJson } from '../../support/fake-ollama/bodies.ts';
import { startFakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import { asking, chunksIn, drain, failureOf, streamOf, wholeOf } from './reading-answers.ts';

const never = new AbortController().signal;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function open(behaviour: Behaviour = answer(['Yes.'])) {
  const fake = await startFakeOllama({ behaviour });
  const upstream = createOllamaUpstream({
    name: 'local',
    baseUrl: fake.url,
    apiKey: null,
    keepAlive: '5m',
    contextLength: (model) => (model === 'qwen3:0.6b' ? 16_384 : null),
    newId: () => '0199',
    clock: createFakeClock(),
    atOnce: 8,
    connectMs: 2_000,
    firstByteMs: 60_000,
    silenceMs: 10_000,
  });
  closing.push(
    () => upstream.close(),
    () => fake.stop(),
  );
  const ask = (more: Partial<ChatRequest> = {}, wantsUsage = false) =>
    upstream.chat(asking('gemma3:270m', more, { wantsUsage }), never);
  const stream = async (more: Partial<ChatRequest> = {}, wantsUsage = false) => {
    const given = streamOf(await ask(more, wantsUsage));
    return { ...(await drain(given.events)), tally: given.tally() };
  };
  const asked = async (more: Partial<ChatRequest>) => {
    await stream(more);
    return fake.requests.at(-1)?.body;
  };
  return { fake, upstream, ask, stream, asked };
}

/** An answer of these lines, in pieces of a few bytes. */
function lines(...all: readonly object[]): Behaviour {
  const bytes = all.map((line) => `${goJson(line)}\n`).join('');
  return answer([], { ending: { kind: 'bytes', bytes }, sliceBytes: 11 });
}

const piece = (message: object) => ({
  model: 'm',
  message: { role: 'assistant', content: '', ...message },
  done: false,
});
const end = (more: object = {}) => ({
  ...piece({}),
  done: true,
  done_reason: 'stop',
  prompt_eval_count: 7,
  eval_count: 3,
  ...more,
});

describe('the question', () => {
  it('keeps the model loaded, and asks for an error rather than a prompt that is cut in silence', async () => {
    const { asked } = await open();
    expect(await asked({})).toEqual({
      model: 'gemma3:270m',
      messages: [{ role: 'user', content: 'Count two words' }],
      stream: true,
      keep_alive: '5m',
      truncate: false,
      shift: false,
      options: {},
    });
  });

  it('is streamed by Ollama also where a whole answer is asked for, so that silence shows', async () => {
    const { fake, ask } = await open();
    await ask({ stream: false });
    expect(fake.requests[0]?.body).toMatchObject({ stream: true });
  });

  it('says the options by Ollama’s names', async () => {
    const { asked } = await open();
    const options = {
      max_tokens: 9,
      max_completion_tokens: 5,
      temperature: 0.3,
      top_p: 0.9,
      seed: 7,
      stop: 'END',
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      model: 'qwen3:0.6b',
    };
    expect(await asked(options)).toMatchObject({
      options: {
        num_predict: 5,
        num_ctx: 16_384,
        temperature: 0.3,
        top_p: 0.9,
        seed: 7,
        stop: ['END'],
        frequency_penalty: 0.1,
        presence_penalty: 0.2,
      },
    });
    expect(await asked({ max_tokens: 9 })).toMatchObject({ options: { num_predict: 9 } });
  });

  it.each([
    [{ type: 'json_object' }, 'json'],
    [{ type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } }, { type: 'object' }],
  ] as const)('asks for the form %j', async (response_format, format) => {
    const { asked } = await open();
    expect(await asked({ response_format })).toMatchObject({ format });
  });

  it.each([
    ['none', false],
    ['minimal', 'low'],
    ['medium', 'medium'],
    ['xhigh', 'high'],
  ] as const)('asks for thoughts of the effort %s', async (reasoning_effort, think) => {
    const { asked } = await open();
    expect(await asked({ reasoning_effort })).toMatchObject({ think });
  });

  it('brings images, earlier tool calls and their answers', async () => {
    const { fake, asked } = await open();
    fake.setModels([{ name: 'gemma3:270m', capabilities: ['tools'] }]);
    const tools = [{ type: 'function' as const, function: { name: 'look', parameters: { type: 'object' } } }];
    const messages: ChatRequest['messages'] = [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be ' },
          { type: 'text', text: 'brief' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0=' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'a cat' },
      { role: 'assistant', content: 'A cat.' },
    ];
    expect(await asked({ messages, tools })).toMatchObject({
      tools,
      messages: [
        { role: 'system', content: 'Be \nbrief' },
        { role: 'user', content: 'What is it?', images: ['iVBORw0='] },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'call_1', function: { name: 'look', arguments: { at: 1 } } }],
        },
        { role: 'tool', content: 'a cat', tool_call_id: 'call_1', tool_name: 'look' },
        { role: 'assistant', content: 'A cat.' },
      ],
    });
    expect(await asked({ messages, tools, tool_choice: 'none' })).not.toHaveProperty('tools');
  });

  it.each([
    [{ tool_choice: 'required' }, /^tool_choice/],
    [{ tool_choice: { type: 'function', function: { name: 'look' } } }, /^tool_choice/],
    [{ logprobs: true }, /^logprobs/],
    [{ logit_bias: { '5': 1 } }, /^logit_bias/],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a/b.png' } }] }] },
      /data: address/,
    ],
    [
      {
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:text/html;base64,AA' } }] }],
      },
      /data: address/,
    ],
    [
      {
        messages: [
          { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '[' } }] },
        ],
      },
      /JSON object/,
    ],
  ] as const)('is refused where Ollama cannot do it: %j', async (more: object, message) => {
    const { fake, ask } = await open();
    expect(await ask(more)).toEqual({ kind: 'refused', status: 400, message: expect.stringMatching(message) });
    expect(fake.requests).toEqual([]);
  });
});

describe('the answer', () => {
  it('is OpenAI’s events, with thoughts, words, tool calls and the use', async () => {
    const calls = [
      { function: { name: 'look', arguments: { at: 1 } } },
      { id: 'own', function: { name: 'go', arguments: {} } },
    ];
    const behaviour = lines(piece({ thinking: 'Hm…' }), piece({ content: 'So' }), piece({ tool_calls: calls }), end());
    const { ask, stream } = await open(behaviour);
    const { text, failure, tally } = await stream({}, true);
    expect(failure).toBeNull();
    const head = { id: 'chatcmpl-0199', object: 'chat.completion.chunk', created: 1_767_225_600, model: 'gemma3:270m' };
    const choice = (delta: object, reason: string | null = null) => [{ index: 0, delta, finish_reason: reason }];
    const called = [
      { index: 0, id: 'call_0199_0', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
      { index: 1, id: 'own', type: 'function', function: { name: 'go', arguments: '{}' } },
    ];
    expect(chunksIn(text)).toEqual([
      { ...head, choices: choice({ role: 'assistant', content: '', reasoning_content: 'Hm…' }) },
      { ...head, choices: choice({ content: 'So' }) },
      { ...head, choices: choice({ tool_calls: called }) },
      { ...head, choices: choice({}, 'tool_calls') },
      { ...head, choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } },
    ]);
    expect(tally).toEqual({
      usage: { prompt: 7, completion: 3, cached: 0, reasoning: 0 },
      outputBytes: 5 + 2 + 4 + 8 + 2 + 2,
      finish: 'tool_calls',
    });
    const { body, tally: wholeTally } = wholeOf(await ask({ stream: false }));
    expect(wholeTally).toEqual(tally);
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({
      usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
      choices: [
        {
          message: {
            content: 'So',
            reasoning_content: 'Hm…',
            tool_calls: called.map(({ id, type, function: named }) => ({ id, type, function: named })),
          },
          finish_reason: 'tool_calls',
        },
      ],
    });
  });

  it('keeps words that come with the last line', async () => {
    const { stream } = await open(lines(end({ message: { role: 'assistant', content: 'All at once' } })));
    const { text, tally } = await stream();
    expect(chunksIn(text).map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: 'assistant', content: 'All at once' },
      {},
    ]);
    expect(tally.outputBytes).toBe(11);
  });

  it.each([
    [{ prompt_eval_count: undefined }, null],
    [{ eval_count: undefined }, { prompt: 7, completion: 0 }],
    [{ prompt_eval_count: -1 }, null],
    [{ eval_count: 1e12 }, null],
  ])('tells no use that cannot be true: %j', async (figures, usage) => {
    const { stream } = await open(lines(piece({ content: 'a' }), end(figures)));
    const { text, tally } = await stream({}, true);
    expect(tally.usage === null ? null : { prompt: tally.usage.prompt, completion: tally.usage.completion }).toEqual(
      usage,
    );
    expect(chunksIn(text).filter(({ choices }) => choices.length === 0)).toHaveLength(usage === null ? 0 : 1);
  });

  it.each([
    ['a line that is not JSON', '{"message":{"content":"a"}\n'],
    ['a line of another kind', '[1]\n'],
    ['a line that repeats a key of its counts', '{"done":true,"eval_count":1,"eval_count":2}\n'],
    ['a tool call without a name', '{"message":{"tool_calls":[{"function":{}}]},"done":false}\n'],
    ['bytes that are no text', Buffer.from('{"message":{"content":"\u00e9"},"done":false}\n', 'latin1')],
  ])('is unreadable where there is %s', async (_what, bytes) => {
    const { ask } = await open(answer([], { ending: { kind: 'bytes', bytes } }));
    expect(await failureOf(ask())).toMatchObject({ failure: 'unreadable' });
    expect(await failureOf(ask({ stream: false }))).toMatchObject({ failure: 'unreadable' });
  });

  it('is too large where a line has no end', async () => {
    const { ask } = await open(answer([], { ending: { kind: 'bytes', bytes: 'x'.repeat(4 * 1024 * 1024 + 1) } }));
    expect(await failureOf(ask())).toMatchObject({ failure: 'too_large' });
  });

  it('breaks off where a line in the middle has no end', async () => {
    const bytes = `${goJson(piece({ content: 'a' }))}\n${'x'.repeat(4 * 1024 * 1024 + 1)}`;
    const { stream } = await open(answer([], { ending: { kind: 'bytes', bytes } }));
    expect((await stream()).failure).toMatchObject({ failure: 'too_large' });
  });

  it('is refused where the prompt is longer than the window', async () => {
    const { ask } = await open(errorAnswer(400, 'the input length exceeds the context length'));
    expect(await ask()).toEqual({
      kind: 'refused',
      status: 400,
      message: 'the input length exceeds the context length',
    });
  });
});

describe('the models', () => {
  it('that bear the usual tag go by both of their names', async () => {
    const { fake, upstream } = await open();
    fake.setModels([{ name: 'llama3.3' }, { name: 'gemma3:270m' }]);
    const named = (await upstream.models(never)).map(({ id }) => id);
    expect(named).toEqual(['llama3.3', 'llama3.3:latest', 'gemma3:270m']);
    expect((await upstream.models(never))[0]?.created).toBeGreaterThan(1_700_000_000);
  });

  it('are a failure where the answer is no list', async () => {
    const { fake, upstream } = await open();
    fake.setAnswerAt('/api/tags', { kind: 'plain', status: 200, mediaType: 'application/json', body: '{"models":3}' });
    expect(await failureOf(upstream.models(never))).toMatchObject({ failure: 'unreadable' });
  });
});
