// Several Ollamas on real sockets: each is asked alone, with its own headers and at its own address, whatever the others do.
import { describe, expect, it } from 'vitest';
import { OllamaId, firstOllama } from '../../../src/preload/contract/ids.ts';
import { pauseMs } from '../../../src/main/core/models/poller.ts';
import type { GenerateRequest } from '../../../src/main/core/ports.ts';
import { answer, errorAnswer, type Behaviour } from '../../support/fake-ollama/behaviour.ts';
import type { FakeOllama } from '../../support/fake-ollama/fake-ollama.ts';
import { generate, openFake, openModels, textOf, type Bench } from './ollama-bench.ts';

const second = OllamaId.parse('second');
const secret = 'Bearer s3cret-of-the-workshop';
const never = new AbortController().signal;

type Pair = Bench & { readonly one: FakeOllama; readonly two: FakeOllama };

async function openPair(headers: readonly { readonly name: string; readonly value: string }[] = []): Promise<Pair> {
  const [one, two] = [await openFake(), await openFake()];
  const bench = openModels(one.url);
  await bench.all.book.put({ id: second, name: 'Workshop', address: two.url, headers: [...headers] });
  return { ...bench, one, two };
}

const hello = (ollama: OllamaId, model = 'gemma3:270m'): GenerateRequest => ({
  ollama,
  model,
  turns: [{ role: 'user', text: 'Hello' }],
});

const inMemory = (name: string, window: number): Behaviour => ({
  kind: 'plain',
  status: 200,
  mediaType: 'application/json',
  body: JSON.stringify({ models: [{ name, model: name, size: 1, size_vram: 1, context_length: window }] }),
});

const authorization = { name: 'Authorization', value: secret };

describe('several Ollamas', () => {
  it('are asked each by itself: a chat goes to its own and to no other', async () => {
    const { all, one, two } = await openPair();
    two.setBehaviour(answer(['from the second']));
    const { parts } = await generate(all.generator, hello(second));
    expect(textOf(parts)).toBe('from the second');
    expect(one.requests).toEqual([]);
  });

  it('have models of one name that differ: what is known of one says nothing of the other', async () => {
    const { all, one, two } = await openPair();
    one.setModels([{ name: 'same:1b', capabilities: ['thinking'], contextLength: 1_000 }]);
    two.setModels([{ name: 'same:1b', capabilities: ['vision'], contextLength: 2_000 }]);
    const asked = Promise.all([one.next('/api/chat'), two.next('/api/chat')]);
    await generate(all.generator, hello(firstOllama, 'same:1b'));
    await generate(all.generator, hello(second, 'same:1b'));
    const [first, other] = await asked;
    expect(first.body).toMatchObject({ think: true });
    expect(other.body).not.toHaveProperty('think');
    const shown = [all.at(firstOllama), all.at(second)].map((at) => at.show('same:1b', never));
    expect(await Promise.all(shown)).toMatchObject([
      { details: { contextLength: 1_000 } },
      { details: { contextLength: 2_000 } },
    ]);
    one.setAnswerAt('/api/ps', inMemory('same:1b', 1_000));
    two.setAnswerAt('/api/ps', inMemory('same:1b', 2_000));
    await all.refresh();
    expect([all.windowOf('same:1b', firstOllama), all.windowOf('same:1b', second)]).toEqual([1_000, 2_000]);
  });

  it('at one address, told apart by headers alone, keep their facts apart', async () => {
    const { all, two } = await openPair([authorization]);
    const third = OllamaId.parse('third');
    await all.book.put({
      id: third,
      name: 'Other key',
      address: two.url,
      headers: [{ ...authorization, value: 'x-1' }],
    });
    await all.refresh();
    const shows = two.requests.filter(({ path }) => path === '/api/show');
    expect(new Set(shows.map(({ headers }) => headers.authorization))).toEqual(new Set([secret, 'x-1']));
  });

  it('are listed side by side, and one that does not answer holds up none', async () => {
    const { all, one } = await openPair();
    one.setAnswerAt('/api/tags', { kind: 'silent' });
    const leave = new AbortController();
    for await (const states of all.states.watch(leave.signal)) {
      if (states[1]?.kind !== 'ready') continue;
      expect(states.map(({ kind, name }) => [kind, name])).toEqual([
        ['checking', ''],
        ['ready', 'Workshop'],
      ]);
      break;
    }
  });

  it('die alone: what the dead one was asked fails, and the living one is not asked in its place', async () => {
    const { all, one, two } = await openPair();
    two.setBehaviour(answer(['half'], { ending: { kind: 'cut' } }));
    expect((await generate(all.generator, hello(second))).failure).toMatchObject({ code: 'ollama_cut' });
    await two.stop();
    expect((await generate(all.generator, hello(second))).failure).toMatchObject({ code: 'ollama_not_running' });
    expect((await all.refresh()).map(({ kind }) => kind)).toEqual(['ready', 'unreachable']);
    expect(one.requests.filter(({ path }) => path === '/api/chat')).toEqual([]);
    expect((await generate(all.generator, hello(firstOllama))).failure).toBeNull();
  });

  it('can be renamed, changed and removed; a removed one is asked nothing', async () => {
    const { all, two } = await openPair();
    await all.refresh();
    expect(await all.book.put({ id: second, name: 'Cellar', address: two.url, headers: [] })).toMatchObject({
      kind: 'kept',
    });
    expect(all.states.current().map(({ name }) => name)).toEqual(['', 'Cellar']);
    expect(await all.book.setUsual(second)).toBe('ok');
    expect(await all.book.remove(second)).toBe('removed');
    expect(all.book.usual()).toBe(firstOllama);
    const before = two.requests.length;
    expect((await generate(all.generator, hello(second))).failure).toMatchObject({ code: 'ollama_removed' });
    expect(await all.at(second).show('gemma3:270m', never)).toMatchObject({ failure: { code: 'ollama_removed' } });
    expect(two.requests).toHaveLength(before);
    expect(all.states.current().map(({ id }) => id)).toEqual([firstOllama]);
    expect(await all.book.remove(firstOllama)).toBe('last');
  });

  it('are as many as the list holds, and no more', async () => {
    const { all } = await openPair();
    const answers: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      const id = OllamaId.parse(`n-${String(n)}`);
      answers.push((await all.book.put({ id, name: '', address: 'http://127.0.0.1:9', headers: [] })).kind);
    }
    expect(answers.filter((kind) => kind === 'kept')).toHaveLength(10);
    expect(answers.slice(-2)).toEqual(['too_many', 'too_many']);
  });
});

describe('headers', () => {
  it('go with every call to their own address, and to no other', async () => {
    const { all, one, two } = await openPair([authorization]);
    await all.refresh();
    await generate(all.generator, hello(second));
    for await (const _ of all.at(second).stock.pull('tiny', never)) continue;
    await all.at(second).manager.keep('gemma3:270m', 0, never);
    await all.examine(second, never);
    expect(two.requests.length).toBeGreaterThan(8);
    expect(two.requests.every(({ headers }) => headers.authorization === secret)).toBe(true);
    expect(one.requests.length).toBeGreaterThan(0);
    expect(one.requests.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
  });

  it.each(['/api/tags', '/api/show', '/api/chat', '/api/pull'])(
    'do not follow a redirection of %s, not even to another Ollama of the list',
    async (path) => {
      const { all, one, two } = await openPair([authorization]);
      const away: Behaviour = { kind: 'plain', status: 307, mediaType: null, body: '', location: `${one.url}${path}` };
      two.setAnswerAt(path, away);
      two.setBehaviour(away);
      const states = await all.refresh();
      const asked = await generate(all.generator, hello(second));
      const pulled = await drained(all.at(second).stock.pull('tiny', never));
      const shown = await all.at(second).show('gemma3:270m', never);
      const told = JSON.stringify([states, asked.failure, pulled, shown]);
      expect(told).toContain('ollama_redirected');
      expect(one.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
      expect(one.requests.filter(({ path: at }) => at === '/api/chat' || at === '/api/pull')).toEqual([]);
    },
  );

  it('stand in no state, no setting, no failure and no diagnosis, also where an Ollama repeats them', async () => {
    const { all, settings, two } = await openPair([authorization]);
    const echo = errorAnswer(401, `unknown key: ${secret} (s3cret-of-the-workshop)`);
    for (const path of ['/api/tags', '/api/version', '/api/show', '/api/pull']) two.setAnswerAt(path, echo);
    two.setBehaviour(echo);
    const said = [
      await all.refresh(),
      settings.current(),
      await generate(all.generator, hello(second)),
      await drained(all.at(second).stock.pull('tiny', never)),
      await all.at(second).show('gemma3:270m', never),
      await all.examine(second, never),
    ];
    expect(JSON.stringify(said)).not.toContain('s3cret');
    expect(said[0]).toMatchObject([{}, { failure: { code: 'ollama_unauthorized' } }]);
    expect(JSON.stringify(said[5])).toContain('unauthorized');
  });

  it('are not sent once the address is another one, until their values are given again', async () => {
    const { all, one, two } = await openPair([authorization]);
    const moved = { id: second, name: 'Workshop', address: one.url, headers: [{ name: 'Authorization', value: null }] };
    expect(await all.book.put(moved)).toEqual({ kind: 'values_missing', names: ['Authorization'] });
    expect(all.book.find(second)?.address).toBe(two.url);
    expect(await all.book.put({ ...moved, address: two.url, name: 'Cellar' })).toMatchObject({ headersIn: 'keychain' });
    await generate(all.generator, hello(second));
    expect(two.requests.at(-1)?.headers.authorization).toBe(secret);
    expect(one.requests).toEqual([]);
  });

  it('of the first one are not sent to an address that the environment or the settings now name', async () => {
    const { all, one, two, settings } = await openPair();
    await all.book.put({ id: firstOllama, name: '', address: one.url, headers: [authorization] });
    await settings.set({ ollamaAddress: two.url });
    const before = two.requests.length;
    expect((await generate(all.generator, hello(firstOllama))).failure).toMatchObject({
      code: 'ollama_headers_missing',
    });
    expect((await all.examine(firstOllama, never)).findings.at(-1)).toEqual({ code: 'headers_missing' });
    expect(two.requests).toHaveLength(before);
  });

  it('that cannot be read are named, and nothing is sent without them', async () => {
    const { all, two, secrets } = await openPair([authorization]);
    const again = openModels('http://127.0.0.1:9', { secrets: forgetful(secrets) });
    await again.settings.set({ ollamas: [{ id: second, name: '', address: two.url, headers: ['Authorization'] }] });
    expect(await again.all.refresh()).toMatchObject([{ failure: { code: 'ollama_headers_missing' } }]);
    expect(two.requests).toEqual([]);
    await all.close();
  });

  it('are forgotten with their Ollama, and where it has none any more', async () => {
    const { all, two, secrets } = await openPair([authorization]);
    const entry = 'ollama-headers-second';
    expect(await secrets.at('keychain').get(entry)).toContain(secret);
    await all.book.put({ id: second, name: '', address: two.url, headers: [] });
    expect(await secrets.at('keychain').get(entry)).toBeNull();
    await all.book.put({ id: second, name: '', address: two.url, headers: [authorization] });
    await all.book.remove(second);
    expect(await secrets.at('keychain').get(entry)).toBeNull();
  });
});

it('an Ollama that is away is asked every second on this computer, and elsewhere ever less often, within bounds', () => {
  const pauses = (place: 'this_computer' | 'other_computer'): readonly number[] =>
    [0, 1, 2, 3, 4, 5, 6, 50].map((misses) => pauseMs(place, misses) / 1_000);
  expect(pauses('this_computer')).toEqual([3, 1, 1, 1, 1, 1, 1, 1]);
  expect(pauses('other_computer')).toEqual([3, 1, 2, 4, 8, 16, 30, 30]);
});

async function drained(news: AsyncIterable<unknown>): Promise<unknown> {
  try {
    for await (const _ of news) continue;
    return 'done';
  } catch (error) {
    return error instanceof Error && 'failure' in error ? error.failure : error;
  }
}

/** Places that take no word and give none back. */
function forgetful(secrets: Bench['secrets']): Bench['secrets'] {
  return { ...secrets, at: (place) => ({ ...secrets.at(place), get: async () => null }) };
}
