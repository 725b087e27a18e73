// Tools in the talk with Ollama: offered only to models that take them, and called in pieces, over real sockets.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsMax, createToolCalls, inputsMax } from '../../../src/main/core/models/tool-calls.ts';
import type { GenerateRequest } from '../../../src/main/core/ports.ts';
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { answer } from '../../support/fake-ollama/behaviour.ts';
import { generate, openFake, openModels } from './ollama-bench.ts';

const called = (name: string, input: unknown): unknown => ({ function: { name, arguments: input } });
const offered = [{ name: 'files__read', description: 'Reads', inputSchema: { type: 'object' } }];
const asking: GenerateRequest = {
  ollama: firstOllama,
  model: 'able:latest',
  turns: [{ role: 'user', text: 'Read it' }],
  tools: { offered, rounds: [] },
};
const models = [{ name: 'able:latest', capabilities: ['tools'] }, { name: 'plain:latest' }];

describe('a call of a tool', () => {
  it('comes in whatever lines, and is told once, whole and before the end', async () => {
    const calls = [
      [called('files__read', { path: 'a' })],
      [called('files__read', '{"path":"b"}'), called('now', null)],
    ];
    const fake = await openFake({ models, behaviour: answer(['Let me', ' see.'], { calls, sliceBytes: 7 }) });
    const { parts } = await generate(openModels(fake.url).models.generator, asking);
    expect(parts.map(({ kind }) => kind)).toEqual(['text', 'text', 'calls', 'ended']);
    expect(parts[2]).toEqual({
      kind: 'calls',
      calls: [
        { name: 'files__read', input: { path: 'a' } },
        { name: 'files__read', input: { path: 'b' } },
        { name: 'now', input: {} },
      ],
    });
  });

  it('is not heard where no tool was offered', async () => {
    const fake = await openFake({ models, behaviour: answer(['x'], { calls: [[called('files__read', {})]] }) });
    const { parts } = await generate(openModels(fake.url).models.generator, {
      model: asking.model,
      turns: asking.turns,
    });
    expect(parts.map(({ kind }) => kind)).toEqual(['text', 'ended']);
  });

  it('is told with what came of it when the model is asked again', async () => {
    const fake = await openFake({ models, behaviour: answer(['Done.']) });
    const calls = [{ name: 'files__read', input: { path: 'a' } }];
    const rounds = [{ text: 'Let me see.', thinking: 'Hm', calls, results: [{ text: 'content', images: [] }] }];
    await generate(openModels(fake.url).models.generator, { ...asking, tools: { offered, rounds } });
    expect(fake.requests.at(-1)?.body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'files__read', parameters: { type: 'object' } } }],
      messages: [
        { role: 'user', content: 'Read it' },
        {
          role: 'assistant',
          content: 'Let me see.',
          thinking: 'Hm',
          tool_calls: [{ function: { name: 'files__read', arguments: { path: 'a' } } }],
        },
        { role: 'tool', content: 'content', tool_name: 'files__read' },
      ],
    });
  });

  it('is never offered to a model that takes none', async () => {
    const fake = await openFake({ models, behaviour: answer(['x']) });
    const { failure } = await generate(openModels(fake.url).models.generator, { ...asking, model: 'plain:latest' });
    expect(failure).toBeNull();
    expect(fake.requests.at(-1)?.body).not.toHaveProperty('tools');
  });

  it('is one call each, readable or not, and there are never more than there may be', () => {
    const one = fc.oneof(
      fc.jsonValue(),
      fc.tuple(fc.string(), fc.jsonValue()).map(([name, input]) => called(name, input)),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), (given) => {
        const calls = createToolCalls();
        for (const call of given) calls.push([call]);
        expect(calls.all()).toHaveLength(Math.min(given.length, callsMax));
      }),
    );
  });

  it('has no arguments where they cannot be read, or are more than they may be', () => {
    const calls = createToolCalls();
    calls.push([
      called('a', '{"half"'),
      called('b', [1]),
      called('c', { text: 'x'.repeat(inputsMax) }),
      called('d', {}),
    ]);
    expect(calls.all().map(({ input }) => input)).toEqual([null, null, null, null]);
  });
});
