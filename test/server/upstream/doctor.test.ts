import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctor } from '../../../server/cli/doctor.ts';
import { companionEnv, tempFolder } from '../../support/companion.ts';
import { startFakeOllama, type FakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import { errorAnswer } from '../../support/fake-upstream/behaviour.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream/fake-upstream.ts';

let service: FakeUpstream;
let local: FakeOllama;
const folder = tempFolder();
beforeAll(async () => {
  service = await startFakeUpstream({ apiKeys: ['sk-operator'] });
  local = await startFakeOllama();
});
afterAll(async () => {
  await service.stop();
  await local.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function examine(env: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const code = await doctor({ ...companionEnv(folder), ...env }, (line) => lines.push(line));
  return { code, lines };
}

const priced = (models: string) => ({
  PRICE_RULES: JSON.stringify([{ id: 'hosted', models, venue: 'hosted', per_request_microcredits: 1 }]),
});
const litellm = (key = 'sk-operator') => ({ LITELLM_BASE_URL: service.url, LITELLM_API_KEY: key });

describe('the doctor', () => {
  it('says that there are no upstreams', async () => {
    const { code, lines } = await examine({});
    expect(code).toBe(0);
    expect(lines).toContain('✔ No upstream is set up, so no hosted models are offered.');
  });

  it('finds upstreams well that answer and whose models have a price', async () => {
    const { code, lines } = await examine({
      ...litellm(),
      ...priced('*'),
      OLLAMA_BASE_URL: local.url,
      OLLAMA_MODEL: 'gemma3:270m',
    });
    expect(code).toBe(0);
    expect(lines).toContain(`✔ The upstream litellm at 127.0.0.1:${service.port} answers and lists 2 models.`);
    expect(lines).toContain('✔ A hosted price rule fits 2 models of the upstream litellm; these are offered.');
    expect(lines).toContain(`✔ The upstream ollama at 127.0.0.1:${local.port} answers and lists 2 models.`);
    expect(lines.filter((line) => line.startsWith('!'))).toEqual([]);
  });

  it('warns of models without a price, and names one that the upstream has not', async () => {
    const { code, lines } = await examine({
      ...litellm(),
      ...priced('other*'),
      UPSTREAMS: JSON.stringify([{ name: 'ollama', kind: 'ollama', base_url: local.url, models: [{ id: 'gone' }] }]),
    });
    expect(code).toBe(1);
    expect(lines).toContain(
      '! No price rule of the venue hosted fits a model of the upstream litellm, so they are offered only where a plan has prices of its own for them.',
    );
    expect(lines).toContain(
      '! No price rule of the venue hosted fits the model gone, so it is offered only where a plan has a price of its own for it.',
    );
    expect(lines).toContain('✘ The upstream ollama does not list the model gone.');
  });

  it('names a key that is not accepted, and does not repeat it', async () => {
    const { code, lines } = await examine(litellm('sk-the-wrong-one'));
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(
      /✘ The upstream litellm at \S+ does not accept the key \(.+\)\. Look at LITELLM_BASE_URL\./,
    );
    expect(lines.join('\n')).not.toContain('the-wrong-one');
  });

  it.each([
    [{ kind: 'plain', status: 200, body: '<html>' } as const, 'gives no list of models'],
    [errorAnswer(500, 'broken'), 'does not say which models it has (status 500: broken)'],
  ])('names an upstream that answers something else: %j', async (behaviour, said) => {
    service.setAnswerAt('/models', behaviour);
    const { code, lines } = await examine(litellm());
    service.setAnswerAt('/models', null);
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain(said);
  });

  it('names an upstream that cannot be reached', async () => {
    const { code, lines } = await examine({ LITELLM_BASE_URL: 'http://127.0.0.1:1' });
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('✘ The upstream litellm at 127.0.0.1:1 cannot be reached');
  });
});
