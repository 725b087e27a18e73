// The settings of upstreams: what each form means, and a sentence for each fault that names it and holds no key.
import { describe, expect, it } from 'vitest';
import { ruleFor } from '../../../server/domain/holds/price.ts';
import { loadSettings } from '../../../server/settings/config.ts';
import { rulesOf } from '../../../server/settings/rules.ts';
import { upstreamSecretsIn, upstreamsIn } from '../../../server/settings/upstream-settings.ts';

const production = { NODE_ENV: 'production', ANON_SALT: 'a salt of enough length' };
const gpu = { name: 'gpu', kind: 'openai', base_url: 'https://gpu.example.org/v1/', models: 'all' };
const list = (...all: readonly unknown[]) => ({ UPSTREAMS: JSON.stringify(all) });
const read = (env: Readonly<Record<string, string>>) => upstreamsIn(loadSettings(env));

describe('the upstreams', () => {
  it('are none where nothing is set', () => {
    expect(read({})).toEqual([]);
    expect(read({ UPSTREAMS: '' })).toEqual([]);
  });

  it('are those of the list in its order, with bounds of their own, of their upstream, or the usual ones', () => {
    const models = [{ id: 'small' }, { id: 'big', upstream_model: 'org/big', max_output_tokens: 9, image_tokens: 0 }];
    const one = {
      ...gpu,
      api_key: 'sk-operator',
      models,
      context_length: 8192,
      remote_images: true,
      silence_ms: 500,
      traced: true,
    };
    expect(read(list(one, { ...gpu, name: 'two' }))).toEqual([
      {
        name: 'gpu',
        kind: 'openai',
        setting: 'UPSTREAMS',
        baseUrl: 'https://gpu.example.org/v1',
        apiKey: 'sk-operator',
        keepAlive: '5m',
        connectMs: 5_000,
        firstByteMs: 300_000,
        silenceMs: 500,
        atOnce: 256,
        takesOwnKeys: false,
        isTraced: true,
        bounds: { maxOutputTokens: 4096, contextLength: 8192, imageTokens: 3000, remoteImages: true },
        models: [
          {
            id: 'small',
            upstreamModel: 'small',
            maxOutputTokens: 4096,
            contextLength: 8192,
            imageTokens: 3000,
            remoteImages: true,
          },
          {
            id: 'big',
            upstreamModel: 'org/big',
            maxOutputTokens: 9,
            contextLength: 8192,
            imageTokens: null,
            remoteImages: true,
          },
        ],
      },
      expect.objectContaining({
        name: 'two',
        apiKey: null,
        isTraced: false,
        models: 'all',
        bounds: { maxOutputTokens: 4096, contextLength: null, imageTokens: 3000, remoteImages: false },
      }),
    ]);
  });

  it('may be given in short for LiteLLM, with all of its models, and for Ollama, with one', () => {
    const env = {
      LITELLM_BASE_URL: 'http://litellm:4000/',
      LITELLM_API_KEY: 'sk-litellm',
      OLLAMA_BASE_URL: 'http://127.0.0.1:11434',
      OLLAMA_MODEL: 'gemma3:270m',
    };
    expect(read({ ...env, ...list(gpu) }).map(({ name }) => name)).toEqual(['gpu', 'litellm', 'ollama']);
    expect(read(env)).toMatchObject([
      { kind: 'openai', baseUrl: 'http://litellm:4000', apiKey: 'sk-litellm', models: 'all', takesOwnKeys: true },
      {
        kind: 'ollama',
        baseUrl: 'http://127.0.0.1:11434',
        apiKey: null,
        keepAlive: '5m',
        models: [{ id: 'gemma3:270m' }],
      },
    ]);
  });

  it('have their keys struck out of the log', () => {
    const env = {
      ...list({ ...gpu, api_key: 'sk-operator' }),
      LITELLM_BASE_URL: 'https://l',
      LITELLM_API_KEY: 'sk-litellm',
    };
    expect(upstreamSecretsIn(loadSettings(env))).toEqual(['sk-operator', 'sk-litellm']);
  });

  it.each([
    [{ UPSTREAMS: 'gpu' }, /^UPSTREAMS must be a JSON list of upstreams such as \[\{"name":"gpu"/],
    [{ UPSTREAMS: '{}' }, /^UPSTREAMS must be a JSON list/],
    [list(7), 'UPSTREAMS has a fault in upstream 1: it must be a JSON object.'],
    [list({ ...gpu, name: 'My GPU' }), /^UPSTREAMS has a fault in "My GPU": name must be made of small letters/],
    [list({ ...gpu, name: undefined }), 'UPSTREAMS has a fault in upstream 1: name must be a name.'],
    [list({ ...gpu, kind: 'azure' }), 'UPSTREAMS has a fault in "gpu": kind must be "openai" or "ollama".'],
    [list({ ...gpu, base_url: 'gpu' }), /^UPSTREAMS has a fault in "gpu": base_url must be an http or https address/],
    [list({ ...gpu, base_url: 'https://me:pw@gpu' }), /base_url must not hold a name or a password\.$/],
    [list({ ...gpu, base_url: 'https://gpu/?key=1' }), /base_url must not hold a \? or a #/],
    [list({ ...gpu, api_key: '' }), /api_key must not be empty/],
    [list({ ...gpu, api_key: 'line\nbreak' }), /api_key must be made of ASCII letters/],
    [list({ ...gpu, models: [] }), /models must name a model/],
    [list({ ...gpu, models: 'some' }), /models must be "all" or a list such as/],
    [list({ ...gpu, models: ['a'] }), /models\.0 must be a JSON object/],
    [list({ ...gpu, models: [{ id: '' }] }), /models\.0\.id must not be empty/],
    [list({ ...gpu, models: [{ id: 'a' }, { id: 'a' }] }), /models must name each id only once/],
    [list({ ...gpu, models: [{ id: 'a', price: 1 }] }), /models\.0 has the unknown field "price"/],
    [list({ ...gpu, max_output_tokens: 0 }), /max_output_tokens must be a whole number from 1 to 100000000/],
    [list({ ...gpu, keep_alive: '5' }), /keep_alive must be a length of time such as "5m"/],
    [list({ ...gpu, silence_ms: 1 }), /silence_ms must be a whole number from 100 to 3600000/],
    [list({ ...gpu, url: 'https://gpu' }), 'UPSTREAMS has a fault in "gpu": it has the unknown field "url".'],
    [list(gpu, gpu), 'UPSTREAMS must not name an upstream "gpu", since another one is called so.'],
    [{ ...list({ ...gpu, name: 'litellm' }), LITELLM_BASE_URL: 'https://l' }, /^LITELLM_BASE_URL must not name/],
    [{ LITELLM_API_KEY: 'sk-litellm' }, 'LITELLM_BASE_URL must be set beside LITELLM_API_KEY.'],
    [{ LITELLM_BASE_URL: 'https://l', LITELLM_API_KEY: '' }, /^LITELLM_API_KEY must not be empty/],
    [{ OLLAMA_MODEL: 'gemma3' }, 'OLLAMA_BASE_URL must be set beside OLLAMA_MODEL.'],
    [{ OLLAMA_BASE_URL: 'http://127.0.0.1:11434' }, /^OLLAMA_MODEL must be set beside OLLAMA_BASE_URL/],
    [
      { ...production, LITELLM_BASE_URL: 'http://models.example.org' },
      /^LITELLM_BASE_URL must give "litellm" an https/,
    ],
    [{ ...production, ...list({ ...gpu, base_url: 'http://8.8.8.8/v1' }) }, /^UPSTREAMS must give "gpu" an https/],
    [{ ...production, ...list({ ...gpu, base_url: 'http://172.32.0.1/v1' }) }, /^UPSTREAMS must give "gpu" an https/],
  ])('%j stops the start with a sentence', (env, message) => {
    expect(() => loadSettings(env)).toThrow(message);
  });

  it('never repeats a key in the sentence about a fault', () => {
    const env = list({ ...gpu, api_key: 'sk-opérator', kind: 'sk-opérator2', models: 3 });
    expect(() => loadSettings(env)).toThrow(/^(?!.*sk-op)/);
  });

  it.each([
    'http://127.0.0.1:8000/v1',
    'http://localhost:8000',
    'http://[::1]:8000',
    'http://litellm:4000',
    'http://10.2.3.4',
    'http://172.31.0.9:8000',
    'http://192.168.1.5',
    'http://[fd00::1]:80',
    'http://gpu.internal',
    'https://openrouter.ai/api/v1',
  ])('may be in the operator’s own network in production: %s', (url) => {
    expect(read({ ...production, ...list({ ...gpu, base_url: url }) })).toHaveLength(1);
  });
});

describe('the model of the short form for Ollama', () => {
  const short = { OLLAMA_BASE_URL: 'http://127.0.0.1:11434', OLLAMA_MODEL: 'tiny' };
  const ruleOf = (env: Readonly<Record<string, string>>, model: string) =>
    ruleFor(rulesOf(loadSettings(env)).priceRules, { model, venue: 'hosted' })?.id ?? null;

  it('costs a credit a message where the operator says nothing else, and no other model does', () => {
    expect(ruleOf(short, 'tiny')).toBe('ollama-message');
    expect(ruleOf(short, 'large')).toBeNull();
    expect(ruleOf({}, 'tiny')).toBeNull();
  });

  it("costs what the operator's own rule says", () => {
    const own = JSON.stringify([{ id: 'mine', models: 't*', venue: 'hosted', per_request_microcredits: 5 }]);
    expect(ruleOf({ ...short, PRICE_RULES: own }, 'tiny')).toBe('mine');
  });
});

describe('the hosted models that free messages are good for', () => {
  const freeOf = (env: Readonly<Record<string, string>>) => rulesOf(loadSettings(env)).freeHostedModels;

  it('are those that are named, else the model of the short form, else none', () => {
    expect(freeOf({})).toEqual([]);
    expect(freeOf({ OLLAMA_BASE_URL: 'http://127.0.0.1:11434', OLLAMA_MODEL: 'tiny' })).toEqual(['tiny']);
    expect(freeOf({ FREE_HOSTED_MODELS: ' llama-*, tiny ,' })).toEqual(['llama-*', 'tiny']);
  });

  it('cannot be named at such length that a look through them takes time', () => {
    expect(() => loadSettings({ FREE_HOSTED_MODELS: 'x'.repeat(201) })).toThrow('FREE_HOSTED_MODELS');
    expect(() => loadSettings({ FREE_HOSTED_MODELS: 'x,'.repeat(201) })).toThrow('FREE_HOSTED_MODELS');
  });
});
