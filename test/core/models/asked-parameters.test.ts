// What Ollama is sent of a chat's parameters, over a real socket, and what a model's own description says of them.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { describe, expect, it } from 'vitest';
import { toCompletion } from '../../../src/main/core/account/hosted/completion-wire.ts';
import { readDefaults } from '../../../src/main/core/models/model-defaults.ts';
import { plainParameters, type Parameters } from '../../../src/preload/contract/parameters.ts';
import { runId } from '../chat/scene.ts';
import { openFake, openModels } from './ollama-bench.ts';

const turns = [{ role: 'user', text: 'Hello' }] as const;
const never = new AbortController().signal;
const schema = '{"type":"object","properties":{"city":{"type":"string"}}}';
const all: Parameters = {
  systemPrompt: null,
  temperature: 0.3,
  topP: 0.9,
  topK: 40,
  minP: 0.05,
  repeatPenalty: 1.1,
  seed: 7,
  stop: ['END', '\n\n'],
  numCtx: 8_192,
  numPredict: 500,
  keepAliveS: -1,
  think: 'off',
  format: { kind: 'schema', schema },
};

async function sent(model: string, parameters?: Parameters, family = 'qwen3'): Promise<unknown> {
  const fake = await openFake({
    models: [{ name: 'gemma3:270m' }, { name: 'thinker', family, capabilities: ['thinking'] }],
  });
  const { models } = openModels(fake.url);
  const asked = fake.next('/api/chat');
  for await (const _ of models.generator.generate(
    { ollama: firstOllama, model, turns, ...(parameters === undefined ? {} : { parameters }) },
    never,
  ))
    continue;
  return (await asked).body;
}

const bare = { model: 'gemma3:270m', messages: [{ role: 'user', content: 'Hello' }], stream: true };

describe('a question to Ollama', () => {
  it('carries what was chosen, under the names that Ollama has for it', async () => {
    expect(await sent('gemma3:270m', all)).toEqual({
      ...bare,
      truncate: false,
      shift: false,
      format: JSON.parse(schema),
      keep_alive: -1,
      options: {
        temperature: 0.3,
        top_p: 0.9,
        top_k: 40,
        min_p: 0.05,
        repeat_penalty: 1.1,
        seed: 7,
        stop: ['END', '\n\n'],
        num_ctx: 8_192,
        num_predict: 500,
      },
    });
  });

  it('says nothing of what is left to the model', async () => {
    expect(await sent('gemma3:270m', plainParameters)).toEqual({ ...bare, truncate: false, shift: false });
  });

  it.each([
    [null, 'qwen3', true],
    ['off', 'qwen3', false],
    ['high', 'qwen3', true],
    ['high', 'gptoss', 'high'],
    ['off', 'gptoss', 'low'],
    [null, 'gptoss', true],
  ] as const)('thinking %s of %s is asked as %s', async (think, family, expected) => {
    expect(await sent('thinker', { ...plainParameters, think }, family)).toMatchObject({ think: expected });
  });
});

describe('a question to a hosted model', () => {
  const request = { runId: runId(), venue: 'hosted', ollama: firstOllama, model: 'm', turns } as const;

  it('carries what OpenAI’s API takes, and nothing else', () => {
    const { messages: _, ...rest } = toCompletion({ ...request, parameters: all });
    expect(rest).toEqual({
      model: 'm',
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.3,
      top_p: 0.9,
      seed: 7,
      stop: ['END', '\n\n'],
      max_completion_tokens: 500,
      reasoning_effort: 'none',
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: JSON.parse(schema) } },
    });
  });

  it('says nothing of what is left to the model', () => {
    expect(Object.keys(toCompletion(request))).toEqual(['model', 'messages', 'stream', 'stream_options']);
  });
});

describe('the description of a model', () => {
  it('tells its parameters as Ollama prints them', () => {
    const parameters =
      'num_predict                    64\nstop                           "Question:"\nstop                           "\\n\\n"\ntemperature                    0\nodd\nmirostat 1';
    expect(readDefaults({ parameters, system: 'You are a stick.' })).toEqual({
      temperature: 0,
      topP: null,
      topK: null,
      minP: null,
      repeatPenalty: null,
      seed: null,
      numCtx: null,
      numPredict: 64,
      stop: ['Question:', '\n\n'],
      systemPrompt: 'You are a stick.',
    });
  });
});
