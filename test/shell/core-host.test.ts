// The keeper of the core's process, between a core that dies and a page that asks for its line at just that moment.
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createCoreHost } from '../../src/main/electron/core-host.ts';
import type { CoreChildEvents } from '../../src/main/link/core-messages.ts';
import type { FramePort } from '../../src/main/link/frame-port.ts';

type Port = FramePort & { readonly isClosed: () => boolean };

function createPort(): Port {
  const events = new EventEmitter();
  let isClosed = false;
  return {
    postMessage: () => undefined,
    start: () => undefined,
    close() {
      isClosed = true;
      events.emit('close');
    },
    on: (event: string, listener: (event: { readonly data: unknown }) => void) => events.on(event, listener),
    isClosed: () => isClosed,
  };
}

type Child = CoreChildEvents & { isDead: boolean; readonly pages: Port[] };

/** Cores that take what they are sent for as long as they live, as Electron's processes do: the rest goes nowhere. */
function openHost() {
  const children: Child[] = [];
  const happened: string[] = [];
  const host = createCoreHost<Port>({
    startChild(events) {
      const child: Child = { ...events, isDead: false, pages: [] };
      children.push(child);
      return {
        send(message, port) {
          if (message.kind === 'page' && port !== undefined && !child.isDead) child.pages.push(port);
        },
        kill: () => undefined,
      };
    },
    createChannel: () => ({ port1: createPort(), port2: createPort() }),
    shell: { attach: () => ({ receive: () => undefined, close: () => undefined }) },
    now: () => 0,
    onStarted: () => happened.push('started'),
    onFailed: () => happened.push('failed'),
    onRestarted: () => happened.push('restarted'),
    onLost: () => happened.push('lost'),
  });
  const newest = (): Child => {
    const child = children.at(-1);
    if (child === undefined) throw new Error('No core was started');
    return child;
  };
  return { host, newest, happened };
}

test('a page that is given to a core whose death nobody has heard of yet is told, and its next line leads to the new core', () => {
  const { host, newest, happened } = openHost();
  newest().onMessage({ kind: 'started', notices: [] });
  const dead = newest();
  dead.isDead = true;
  const lost = createPort();
  host.givePage(lost);
  expect(lost.isClosed()).toBe(false);
  dead.onExit(null);
  expect(lost.isClosed()).toBe(true);

  const next = createPort();
  host.givePage(next);
  newest().onMessage({ kind: 'started', notices: [] });
  expect(newest().pages).toEqual([next]);
  expect(next.isClosed()).toBe(false);
  expect(happened).toEqual(['started', 'restarted', 'started']);
});

test('a page that asks while there is no core is told at once', () => {
  const { host, newest, happened } = openHost();
  for (let death = 0; death < 2; death += 1) {
    newest().onMessage({ kind: 'started', notices: [] });
    newest().onExit(1);
  }
  expect(happened.at(-1)).toBe('lost');
  const page = createPort();
  host.givePage(page);
  expect(page.isClosed()).toBe(true);
});
