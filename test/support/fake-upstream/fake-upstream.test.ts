// What the other tests believe of the fake: that it does what its script says, byte for byte.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answer,
  answerOf,
  badGateway,
  falseUsage,
  inTurn,
  redirect,
  toolCall,
  tooMany,
  wrongKey,
} from './behaviour.ts';
import { createGate } from '../fake-ollama/gate.ts';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';

let fake: FakeUpstream;
beforeEach(async () => {
  fake = await startFakeUpstream();
});
afterEach(() => fake.stop());

const ask = { model: 'fake-small', messages: [{ role: 'user', content: 'how many marks' }] };
const withUsage = { stream: true, stream_options: { include_usage: true } };

function chat(more: object = {}, options: { signal?: AbortSignal; dispatcher?: Agent } = {}) {
  return request(`${fake.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ ...ask, ...more }),
    ...options,
  });
}

async function streamed(more: object = {}): Promise<string> {
  return (await chat({ ...withUsage, ...more })).body.text();
}

/** The JSON of every event but [DONE]. */
function eventsIn(text: string): readonly unknown[] {
  return text
    .split(/(?:\r\n|\n|\r){2}/)
    .filter((event) => event.startsWith('data: {'))
    .map((event): unknown => JSON.parse(event.slice(6)));
}

describe('a streamed answer', () => {
  it('tells role, text, finish reason and, where asked, the use, and ends with [DONE]', async () => {
    const text = await streamed();
    const choice = (delta: object, finish: string | null = null) => ({
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    });
    expect(eventsIn(text)).toMatchObject([
      choice({ role: 'assistant' }),
      ...['Every ', 'mark ', 'counts', '.'].map((content) => choice({ content })),
      choice({}, 'stop'),
      { choices: [], usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 } },
    ]);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(await (await chat({ stream: true })).body.text()).not.toContain('usage');
  });

  it.each(['\r\n', '\r'] as const)('ends its lines with %j where that is asked', async (lineEnd) => {
    const plain = await streamed();
    fake.setBehaviour(answer(['Every ', 'mark ', 'counts', '.'], { lineEnd }));
    const text = await streamed();
    expect(text.replaceAll('-2"', '-1"')).toBe(plain.replaceAll('\n', lineEnd));
  });

  it('brings tool calls in parts, thoughts and refusals', async () => {
    const call = toolCall({ id: 'call_1', name: 'count', argumentParts: ['{"a"', ':1}'] });
    fake.setBehaviour(answerOf([{ kind: 'thought', text: 'Hm' }, { kind: 'refusal', text: 'No' }, ...call]));
    expect(eventsIn(await streamed()).slice(1, -1)).toMatchObject([
      { choices: [{ delta: { reasoning_content: 'Hm' } }] },
      { choices: [{ delta: { refusal: 'No' } }] },
      {
        choices: [{ delta: { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'count', arguments: '' } }] } }],
      },
      { choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] } }] },
      { choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] } }] },
      { choices: [{ finish_reason: 'tool_calls' }] },
    ]);
    expect(await (await chat()).body.json()).toMatchObject({
      choices: [
        {
          message: {
            content: null,
            reasoning_content: 'Hm',
            refusal: 'No',
            tool_calls: [{ function: { arguments: '{"a":1}' } }],
          },
        },
      ],
    });
  });

  it('is the same bytes in slices of one byte', async () => {
    fake.setBehaviour(answer(['Strichl', 'iste 🧮']));
    const plain = await streamed();
    fake.setBehaviour(answer(['Strichl', 'iste 🧮'], { sliceBytes: 1 }));
    expect((await streamed()).replaceAll('-2"', '-1"')).toBe(plain);
  });

  it.each(['gzip', 'br'] as const)('is encoded as %s where that is asked', async (encoding) => {
    const plain = await streamed();
    fake.setBehaviour(answer(['Every ', 'mark ', 'counts', '.'], { encoding }));
    const { headers, body } = await chat(withUsage);
    const bytes = Buffer.from(await body.arrayBuffer());
    expect(headers['content-encoding']).toBe(encoding);
    const decoded = encoding === 'gzip' ? gunzipSync(bytes) : brotliDecompressSync(bytes);
    expect(decoded.toString('utf8').replaceAll('-2"', '-1"')).toBe(plain);
  });

  it.each([
    ['every', 5],
    ['last', 1],
    ['twice', 2],
    ['with_finish', 1],
    ['never', 0],
  ] as const)('tells the use %s: %i times', async (when, times) => {
    fake.setBehaviour(answer(['a', 'b', 'c', 'd'].slice(0, 3), { usage: { when, json: falseUsage.repeatedKey } }));
    expect((await streamed()).split(falseUsage.repeatedKey)).toHaveLength(times + 1);
  });

  it('breaks off after any byte that is named', async () => {
    const whole = await streamed();
    for (const afterBytes of [1, 7, 200, whole.length - 1]) {
      fake.setBehaviour(answer(['Every ', 'mark ', 'counts', '.'], { breaks: { afterBytes, how: 'end' } }));
      expect(await streamed()).toHaveLength(afterBytes);
      fake.setBehaviour(answer(['Every ', 'mark ', 'counts', '.'], { breaks: { afterBytes, how: 'cut' } }));
      await expect(streamed()).rejects.toThrow('other side closed');
      expect(await fake.requests.at(-1)?.end).toEqual({ kind: 'broken_off', sentBytes: afterBytes });
    }
  });

  it('waits at its gates, and tells when the reader left', async () => {
    const [headGate, firstByteGate, gate] = [createGate(), createGate(), createGate()];
    fake.setBehaviour(answer(['a', 'b'], { headGate, firstByteGate, gate }));
    const leave = new AbortController();
    const asked = fake.next('/chat/completions');
    const head = chat(withUsage, { signal: leave.signal });
    const { end } = await asked;
    headGate.open();
    const { body } = await head;
    firstByteGate.open();
    gate.open();
    const parts = body[Symbol.asyncIterator]();
    expect(String((await parts.next()).value)).toContain('"content":"a"');
    leave.abort();
    await expect(parts.next()).rejects.toThrow('aborted');
    expect(await end).toMatchObject({ kind: 'broken_off' });
  });
});

describe('a whole answer', () => {
  it('holds the text and the use', async () => {
    expect(await (await chat()).body.json()).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'Every mark counts.' }, finish_reason: 'stop' }],
      usage: { total_tokens: 8 },
    });
  });

  it('comes half where it is cut', async () => {
    fake.setBehaviour(answer(['a'], { ending: { kind: 'cut' } }));
    const { body } = await chat();
    await expect(body.text()).rejects.toThrow('other side closed');
  });
});

describe('every other answer', () => {
  it('comes as it is scripted, one after the other', async () => {
    fake.setBehaviour(inTurn(wrongKey, tooMany(7), badGateway, redirect('http://127.0.0.1:1/'), answer(['yes'])));
    const answers = [];
    for (let count = 0; count < 6; count += 1) {
      const { statusCode, headers, body } = await chat();
      await body.dump();
      answers.push([statusCode, headers['retry-after'] ?? headers['location'] ?? headers['content-type']]);
    }
    expect(answers).toEqual([
      [401, 'application/json'],
      [429, '7'],
      [502, 'text/html'],
      [307, 'http://127.0.0.1:1/'],
      [200, 'application/json'],
      [200, 'application/json'],
    ]);
  });

  it('is 404 for a model or a path that is not there', async () => {
    expect((await chat({ model: 'gone' })).statusCode).toBe(404);
    expect((await request(`${fake.url}/embeddings`, { method: 'POST', body: '{}' })).statusCode).toBe(404);
  });

  it('resets a connection that comes again', async () => {
    fake.setResetsKeptConnections(true);
    const dispatcher = new Agent({ connections: 1 });
    try {
      const { body } = await chat({}, { dispatcher });
      await body.dump();
      await expect(chat({}, { dispatcher })).rejects.toThrow('ECONNRESET');
    } finally {
      await dispatcher.close();
    }
  });

  it('lists its models with and without /v1', async () => {
    for (const url of [`${fake.url}/models`, `http://127.0.0.1:${fake.port}/models`]) {
      const { body } = await request(url);
      expect(await body.json()).toMatchObject({ data: [{ id: 'fake-small' }, { id: 'fake-large' }] });
    }
  });
});
