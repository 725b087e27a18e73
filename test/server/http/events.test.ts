// What an operator's own receivers hear from a running server, and what becomes of what they would not hear.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OutboxEvent } from '../../../server/contract/letters/events.ts';
import { deadLetters } from '../../../server/cli/dead-letters.ts';
import { doctor } from '../../../server/cli/doctor.ts';
import {
  type Companion,
  call,
  companionEnv,
  holdBody,
  openOrder,
  newToken,
  spawnCompanion,
  startCompanion,
  tempFolder,
  until,
} from '../../support/companion.ts';
import { type EventReceiver, startEventReceiver } from '../../support/event-receiver.ts';

const secret = 'a secret of the receiver';
const key = 'the key of the operator';
const operator = { headers: { 'x-api-key': key } };

let receiver: EventReceiver;
let folder: string;
let server: Companion | null = null;
beforeEach(async () => {
  receiver = await startEventReceiver();
  folder = tempFolder();
});
afterEach(async () => {
  await server?.close();
  server = null;
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

const env = () => ({ OUTBOX_URL: receiver.url, OUTBOX_SECRET: secret, ADMIN_API_KEY: key });

async function start(more: Readonly<Record<string, string>> = {}): Promise<Companion> {
  server = await startCompanion({ ...env(), ...more }, folder);
  return server;
}

/** One free message, asked for and captured. */
async function use(url: string): Promise<string> {
  const body = holdBody();
  expect((await call(url, 'POST /v1/holds', { as: 'a client of the test', body })).status).toBe(201);
  const usage = { prompt_tokens: 1, completion_tokens: 2, duration_ms: 3 };
  const captured = { usage, outcome: 'completed' };
  expect(
    (await call(url, `POST /v1/holds/${body.id}/capture`, { as: 'a client of the test', body: captured })).status,
  ).toBe(200);
  return body.id;
}

it('a message and an order are told in the form of the contract, signed', async () => {
  const { url } = await start();
  const id = await use(url);
  await receiver.heardOf(1);
  const [heard] = receiver.heard;
  expect(OutboxEvent.parse(heard?.json)).toMatchObject({
    id: `usage_${id}`,
    type: 'usage.captured',
    data: { hold_id: id },
  });
  const [t = '', v1] = String(heard?.headers['tallystick-signature']).split(',v1=');
  expect(v1).toBe(
    createHmac('sha256', secret)
      .update(`${t.slice(2)}.${heard?.body}`)
      .digest('hex'),
  );
});

it('the receiver of the operators’ page takes what is genuine once, and nothing else', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/operators/events.md'), 'utf8');
  const [, script = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  writeFileSync(join(folder, 'receiver.mjs'), script);
  const child = spawn(process.execPath, ['receiver.mjs'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', OUTBOX_SECRET: secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const port = /(\d+)$/.exec(String((await lines.next()).value))?.[1];
    const address = `http://127.0.0.1:${port}/`;
    const { url } = await start({ OUTBOX_URL: address });
    const id = await use(url);
    expect((await lines.next()).value).toBe(`usage.captured usage_${id}`);
    const now = Math.floor(Date.now() / 1000);
    const send = async (body: string, t: number, by = secret) => {
      const v1 = createHmac('sha256', by).update(`${t}.${body}`).digest('hex');
      const headers = { 'tallystick-signature': `t=${t},v1=${v1}` };
      return (await fetch(address, { method: 'POST', body, headers })).status;
    };
    expect(await send('{"id":"x","type":"y"}', now, 'another secret entirely')).toBe(400);
    expect(await send('{"id":"x","type":"y"}', now - 301)).toBe(400);
    expect((await fetch(address, { method: 'POST', body: '{}' })).status).toBe(400);
    expect(await send(JSON.stringify({ id: `usage_${id}`, type: 'usage.captured' }), now)).toBe(204);
    expect(await send('{"id":"x","type":"new"}', now)).toBe(204);
    expect((await lines.next()).value).toBe('new x');
  } finally {
    child.kill();
  }
});

it('the examples of the operators’ page are of the contract’s form', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/operators/events.md'), 'utf8');
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) =>
    OutboxEvent.parse(JSON.parse(text)),
  );
  for (const type of OutboxEvent.options.map((option) => option.shape.type.value))
    expect(examples.map((example) => example.type)).toContain(type);
});

it('a server killed when the receiver has it, before it knows so, tells it again under the same id', async () => {
  const first = await spawnCompanion(env(), folder);
  receiver.decide(async () => {
    receiver.decide(null);
    await first.stop('SIGKILL');
    return 204;
  });
  const id = await use(first.url);
  await receiver.heardOf(1);
  const second = await spawnCompanion({ ...env(), LOG_LEVEL: 'silent' }, folder);
  await receiver.heardOf(2);
  expect(receiver.heard.map(({ json }) => json.id)).toEqual([`usage_${id}`, `usage_${id}`]);
  expect(receiver.heard[1]?.body).toBe(receiver.heard[0]?.body);
  expect(await second.stop('SIGTERM')).toBe(0);
}, 120_000);

it('no secret of a receiver is logged, whatever goes wrong', async () => {
  receiver.behave('cut', 500, 'elsewhere', 'nonsense');
  const { url, log } = await start({ LAGO_URL: receiver.url, LAGO_API_KEY: 'a key of Lago', OUTBOX_MAX_ATTEMPTS: '1' });
  await use(url);
  await until(
    () => Promise.resolve(log()),
    (lines) => lines.includes('an event could not be told'),
  );
  expect(log()).not.toContain(secret);
  expect(log()).not.toContain('a key of Lago');
});

it('the operator lists, replays and discards dead letters, and nobody else does', async () => {
  receiver.behave(500, 500);
  const { url } = await start({ OUTBOX_MAX_ATTEMPTS: '1' });
  const list = async (query: string) => (await call(url, `GET /v1/dead-letters?${query}`, operator)).body;
  const ids = [await use(url), await use(url)];
  const { letters } = await until(
    () => list('box=outbox'),
    (page) => page.letters.length === 2,
  );
  expect(letters).toMatchObject([
    {
      box: 'outbox',
      outlet: 'http',
      subject: `hold:${ids[1]}`,
      state: 'dead',
      outcome: { code: 'answered', status: 500, told: null },
      note: 'The receiver answered 500.',
    },
    { event_id: `usage_${ids[0]}` },
  ]);
  const page = await list('box=outbox&limit=1');
  expect(await list(`box=outbox&limit=1&cursor=${page.next_cursor}`)).toMatchObject({
    letters: [letters[1]],
    next_cursor: null,
  });
  expect(await list('box=inbox')).toMatchObject({ letters: [], next_cursor: null });

  const path = (one: { readonly id: number }, what: string) => `POST /v1/dead-letters/outbox/${one.id}/${what}`;
  for (const route of ['GET /v1/dead-letters?box=inbox', path(letters[0], 'replay'), path(letters[0], 'discard')])
    expect((await call(url, route, { body: route.startsWith('GET') ? undefined : { reason: 'x' } })).status).toBe(401);

  const replayed = await call(url, path(letters[0], 'replay'), { ...operator, body: {} });
  expect(replayed.body).toMatchObject({ is_new: true, letter: { state: 'due' } });
  await receiver.heardOf(3);
  expect(receiver.heard[2]?.json.id).toBe(`usage_${ids[1]}`);
  const unreasoned = await call(url, path(letters[1], 'discard'), { ...operator, body: { reason: ' ' } });
  expect(unreasoned.body).toMatchObject({ code: 'invalid_request' });
  const discarded = await call(url, path(letters[1], 'discard'), { ...operator, body: { reason: 'told by hand' } });
  expect(discarded.body).toMatchObject({ is_new: true, letter: { state: 'discarded', reason: 'told by hand' } });
  expect((await list('box=outbox')).letters).toEqual([]);
  expect((await list('box=outbox&state=discarded')).letters).toHaveLength(1);
  expect((await call(url, path({ id: 999 }, 'replay'), { ...operator, body: {} })).body.code).toBe(
    'dead_letter_not_found',
  );
  expect((await call(url, 'GET /v1/dead-letters?box=attic', operator)).status).toBe(400);
  expect((await call(url, 'GET /readyz')).status).toBe(200);
});

it('the command lists, replays and discards, and the doctor mentions what is dead', async () => {
  receiver.behave(500, 500, 500);
  const { url } = await start({ OUTBOX_MAX_ATTEMPTS: '1' });
  const ids = [await use(url), await use(url), await use(url)];
  await until(
    async () => (await call(url, 'GET /v1/dead-letters?box=outbox', operator)).body.letters,
    (letters) => letters.length === 3,
  );
  const said: string[] = [];
  const settings = { ...companionEnv(folder), ...env() };
  const command = async (values: object) => {
    said.length = 0;
    const say = (text: string) => (said.push(text), 0);
    return deadLetters(settings, { ...values }, { say, complain: (text) => (said.push(text), 1) });
  };
  await doctor(settings, (text) => said.push(text));
  expect(said).toContain(
    '✘ After many tries 3 events could not be processed. "tallystick-server dead-letters" shows why.',
  );
  expect(said).toContain(`✔ Events about orders and use are sent to ${receiver.url}.`);
  expect(await command({ action: 'list' })).toBe(0);
  expect(said[0]?.split('\n')).toHaveLength(3);
  expect(said[0]).toMatch(
    /^outbox \d+ {2}\S+ {2}usage\.captured \(http, hold:\S+\) after 1 tries: The receiver answered 500\.$/m,
  );
  const last = Number(/outbox (\d+)/.exec(said[0] ?? '')?.[1]);
  expect(await command({ action: 'discard', box: 'outbox', id: String(last) })).toBe(1);
  expect(said).toEqual(['--reason is missing: why nothing has to be done about it.']);
  expect(await command({ action: 'discard', box: 'outbox', id: String(last), reason: 'a test' })).toBe(0);
  expect(await command({ action: 'replay', box: 'outbox', all: true })).toBe(0);
  expect(said).toEqual(['2 letters will be tried again as soon as the server runs.']);
  await receiver.heardOf(5);
  expect(new Set(receiver.heard.slice(3).map(({ json }) => json.data.hold_id))).toEqual(new Set(ids.slice(0, 2)));
  expect(await command({ action: 'list' })).toBe(0);
  expect(said).toEqual(['There are no dead letters.']);
  expect(await command({ action: 'replay', box: 'inbox', id: '7' })).toBe(1);
  expect(await command({ action: 'burn' })).toBe(1);
  expect(await command({ action: 'list', box: 'attic' })).toBe(1);
  expect(said).toEqual(['--box must be inbox or outbox.']);
});

it('an order that is paid is told, and told again after failures, with the state it came to', async () => {
  receiver.behave(500, 'cut');
  const { url } = await start();
  const { id } = await openOrder(url, newToken());
  await call(url, `POST /checkout/${id}/pay`);
  await receiver.heardOf(3);
  expect(OutboxEvent.parse(receiver.heard[2]?.json)).toMatchObject({
    type: 'order.changed',
    data: { order: { id, state: 'paid', provider: 'sandbox', credits_microcredits: 100_000_000 } },
  });
  expect(new Set(receiver.heard.map(({ body }) => body)).size).toBe(1);
}, 180_000);
