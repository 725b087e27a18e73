// From the settings to the service: what is offered, and what each upstream is asked with.
import { afterEach, expect, it } from 'vitest';
import { openUpstreams } from '../../../server/open-upstreams.ts';
import { loadSettings } from '../../../server/settings/config.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startFakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import { startFakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';
import { asking, drain, streamOf } from './reading-answers.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

function open(upstreams: readonly object[]) {
  const opened = openUpstreams(loadSettings({ UPSTREAMS: JSON.stringify(upstreams) }), createFakeClock());
  closing.push(() => opened.close());
  return opened.offers;
}

it('upstreams are offered in their order, with the models that the operator names or with all', async () => {
  const [first, second] = open([
    {
      name: 'gpu',
      kind: 'openai',
      base_url: 'http://127.0.0.1:1/v1',
      models: [{ id: 'small', upstream_model: 'org/small' }],
    },
    { name: 'all', kind: 'openai', base_url: 'http://127.0.0.1:1/v1', models: 'all', max_output_tokens: 9 },
  ]);
  expect([first?.upstream.name, second?.upstream.name]).toEqual(['gpu', 'all']);
  expect(first?.models).toMatchObject({ kind: 'named', models: [{ id: 'small', upstreamModel: 'org/small' }] });
  expect(second?.models).toMatchObject({ kind: 'all', bounds: { maxOutputTokens: 9, remoteImages: false } });
});

it('Ollama loads a model with the window that the operator names for it, and keeps it loaded as long', async () => {
  const fake = await startFakeOllama();
  closing.push(() => fake.stop());
  const [offer] = open([
    {
      name: 'local',
      kind: 'ollama',
      base_url: fake.url,
      keep_alive: '30m',
      models: [{ id: 'small', upstream_model: 'gemma3:270m', context_length: 8192 }, { id: 'qwen3:0.6b' }],
    },
  ]);
  for (const model of ['gemma3:270m', 'qwen3:0.6b']) {
    const answer = await offer?.upstream.chat(asking(model), new AbortController().signal);
    if (answer !== undefined) await drain(streamOf(answer).events);
  }
  expect(fake.requests.map(({ body }) => body)).toMatchObject([
    { keep_alive: '30m', options: { num_ctx: 8192 } },
    { keep_alive: '30m', options: {} },
  ]);
  expect(fake.requests[1]?.body).not.toHaveProperty('options.num_ctx');
});

it('the key of an upstream goes to that one alone', async () => {
  const one = await startFakeUpstream();
  const other = await startFakeUpstream();
  closing.push(
    () => one.stop(),
    () => other.stop(),
  );
  const offers = open([
    { name: 'one', kind: 'openai', base_url: one.url, api_key: 'sk-of-the-one', models: 'all' },
    { name: 'other', kind: 'openai', base_url: other.url, models: 'all' },
  ]);
  for (const { upstream } of offers) await upstream.models(new AbortController().signal);
  expect(one.requests[0]?.headers).toMatchObject({ authorization: 'Bearer sk-of-the-one' });
  expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
});
