// Whether the companion server is there: asked again by itself, and at once when a person asks.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { readFailure } from '../../../src/main/core/account/link/ask-server.ts';
import { openLink } from '../../../src/main/core/account/link/open-link.ts';
import { createSlices } from '../../../src/main/core/account/state.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startServerDouble } from '../../support/server-double.ts';
import { eventually } from './rig.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server in front of the double that answers as the test says. */
async function openScene() {
  const double = await startServerDouble();
  let asked = 0;
  let answer: Answer = drop;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${String(port)}`;
  const clock = createFakeClock();
  const closing = new AbortController();
  const slice = createSlices(origin).link;
  const link = openLink({ origin, clientId: 'c'.repeat(36), clock, signal: closing.signal, slice });
  const loop = link.run().catch(() => undefined);
  onTestFinished(async () => {
    closing.abort();
    await loop;
    await link.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await double.stop();
  });
  return {
    link,
    clock,
    kind: () => slice.current().link.kind,
    asked: () => asked,
    answerBy(next: Answer): void {
      answer = next;
    },
    comeBack(): void {
      const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const config = await fetch(`${double.origin}${request.url ?? ''}`);
        response.setHeader('content-type', 'application/json').end(await config.text());
      };
      answer = (request, response) => void pass(request, response);
    },
  };
}

const drop: Answer = (request) => request.socket.destroy();

test('a check that is asked for while an older question is on its way gets an answer of its own', async () => {
  const scene = await openScene();
  await eventually(() => scene.kind() === 'offline');
  const held: IncomingMessage[] = [];
  scene.answerBy((request) => held.push(request));
  await eventually(
    () => held.length === 1,
    () => scene.clock.advance(1_000),
  );
  const check = scene.link.check();
  scene.comeBack();
  held[0]?.socket.destroy();
  await check;
  expect(scene.kind()).toBe('online');
});

test('after a check in vain the server is asked again as soon as after the first loss', async () => {
  const scene = await openScene();
  await eventually(
    () => scene.asked() >= 7,
    () => scene.clock.advance(1_000),
  );
  const before = scene.asked();
  await scene.link.check();
  await eventually(() => scene.asked() === before + 2);
  scene.comeBack();
  await eventually(() => scene.clock.waiting() > 0);
  await scene.clock.advance(2_000);
  await eventually(() => scene.kind() === 'online');
  expect(scene.asked()).toBe(before + 3);
});

test.each([
  ['connect', false],
  [undefined, false],
  ['read', true],
  ['write', true],
])('a network that goes away during “%s” may have sent something: %s', (syscall, wasSent) => {
  const error = Object.assign(new Error('away'), {
    code: 'EHOSTUNREACH',
    ...(syscall === undefined ? {} : { syscall }),
  });
  expect(readFailure(new TypeError('fetch failed', { cause: error }), 0)).toEqual({
    kind: 'unreachable',
    reason: 'EHOSTUNREACH',
    wasSent,
  });
});
