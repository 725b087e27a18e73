// The signed HTTP outlet against a real receiver: what arrives can be verified, and nothing but a 2xx counts as taken.
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpOutlet } from '../../../server/outlets/http/http-outlet.ts';
import { type Letter, type Outlet, OutletFailed } from '../../../server/outlets/outlet.ts';
import { type EventReceiver, type Manner, startEventReceiver } from '../../support/event-receiver.ts';

const secret = 'a secret of the receiver';
const letter: Letter = {
  id: 'event_1',
  type: 'order.changed',
  sequence: 7,
  createdAt: 1_767_772_800_000,
  data: '{"order":{"state":"paid","note":"ü \\u2028 <"}}',
};
const time = { now: 1_767_772_801_999 };
const { signal } = new AbortController();

let receiver: EventReceiver;
let outlet: Outlet;
beforeEach(async () => {
  receiver = await startEventReceiver();
  const clock = { now: () => time.now, wait: () => Promise.reject(new Error('nobody waits here')) };
  outlet = createHttpOutlet({ url: `${receiver.url}/books?of=2026`, secret, clock, timeoutMs: 2_000 });
});
afterEach(async () => {
  await outlet.close();
  await receiver.close();
});

it('what arrives is the event, signed over the second and the very bytes', async () => {
  await outlet.deliver(letter, signal);
  const [heard] = receiver.heard;
  expect(heard).toMatchObject({ path: '/books?of=2026', headers: { 'tallystick-event-id': 'event_1' } });
  expect(heard?.json).toEqual({
    id: 'event_1',
    type: 'order.changed',
    created_at: 1_767_772_800_000,
    sequence: 7,
    data: { order: { state: 'paid', note: 'ü \u2028 <' } },
  });
  const seal = createHmac('sha256', secret).update(`1767772801.${heard?.body}`).digest('hex');
  expect(heard?.headers['tallystick-signature']).toBe(`t=1767772801,v1=${seal}`);
});

it('a repeat is the same to the byte, under the same id, and signed again', async () => {
  await outlet.deliver(letter, signal);
  time.now += 60_000;
  await outlet.deliver(letter, signal);
  const [first, second] = receiver.heard;
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['tallystick-event-id']).toBe(first?.headers['tallystick-event-id']);
  expect(second?.headers['tallystick-signature']).not.toBe(first?.headers['tallystick-signature']);
});

it.each([200, 201, 202, 204])('%i is a receipt', async (status) => {
  receiver.behave(status);
  await expect(outlet.deliver(letter, signal)).resolves.toBeUndefined();
});

const failing: readonly Manner[] = [500, 503, 404, 410, 301, 304, 'hang', 'cut', 'cut_in_body', 'nonsense', 'endless'];
it.each(failing)('a receiver that answers with %s has not taken it, and the next try may succeed', async (manner) => {
  receiver.behave(manner);
  await expect(outlet.deliver(letter, signal)).rejects.toThrow(OutletFailed);
  await outlet.deliver(letter, signal);
});

it('a redirect is not followed: what is told goes nowhere else', async () => {
  receiver.behave('elsewhere');
  await expect(outlet.deliver(letter, signal)).rejects.toMatchObject({ outcome: { code: 'answered', status: 307 } });
  expect(receiver.heard.map(({ path }) => path)).toEqual(['/books?of=2026']);
});

describe('what went wrong is told', () => {
  it('without the secret, the path or a word of the receiver', async () => {
    receiver.behave({ status: 500, json: { token: 'tally_secret' } }, 'hang');
    for (const _ of [1, 2]) {
      const failed = await outlet.deliver(letter, signal).catch((error: unknown) => String(error));
      expect(failed).toMatch(
        /^OutletFailed: not told: (\{"code":"answered","status":500,"told":null\}|\{"code":"no_answer","origin":"http:\/\/127\.0\.0\.1:\d+","told":"\w+"\})$/,
      );
    }
  });

  it('at once when the server stops', async () => {
    const stop = new AbortController();
    receiver.behave('hang');
    const delivering = outlet.deliver(letter, stop.signal);
    await receiver.heardOf(1);
    stop.abort();
    await expect(delivering).rejects.toThrow(OutletFailed);
  });

  it('where nobody listens', async () => {
    await receiver.close();
    await expect(outlet.deliver(letter, signal)).rejects.toMatchObject({
      outcome: { code: 'no_answer', told: 'ECONNREFUSED' },
    });
  });
});
