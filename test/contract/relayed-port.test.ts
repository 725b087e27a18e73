// Ports relayed over a channel that carries only messages, under the conformance suite and with the guarantees of their own.
import { RPCLink } from '@orpc/client/message-port';
import { describe, expect, it } from 'vitest';
import { createCarrier, type CoreRouter } from '../../src/main/core/carrier.ts';
import type { FramePort } from '../../src/main/link/frame-port.ts';
import { createPortRelay, type PortRelay } from '../../src/main/link/port-relay.ts';
import { servePort } from '../../src/main/link/serve-port.ts';
import { carrierConformance, type TestLine } from './carrier-conformance.ts';

type Heard = { readonly message: unknown; readonly port: FramePort | null };

/** Two relays whose channel copies, and takes its time, as one between processes does. */
function createPair(): { readonly shell: PortRelay; readonly core: PortRelay; readonly heard: Heard[] } {
  const heard: Heard[] = [];
  const over =
    (to: () => PortRelay) =>
    (relayed: unknown): void => {
      const copy: unknown = structuredClone(relayed);
      setImmediate(() => to().receive(copy));
    };
  const core: PortRelay = createPortRelay(
    over(() => shell),
    (message, port) => heard.push({ message, port }),
  );
  const shell: PortRelay = createPortRelay(
    over(() => core),
    () => undefined,
  );
  return { shell, core, heard };
}

const passed = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

async function openPort(): Promise<{
  readonly page: FramePort;
  readonly core: FramePort;
  readonly pair: ReturnType<typeof createPair>;
}> {
  const pair = createPair();
  const page = pair.shell.send({ kind: 'page' }, { withPort: true });
  await passed();
  const core = pair.heard[0]?.port;
  if (page === null || core === null || core === undefined) throw new Error('No port came out');
  return { page, core, pair };
}

async function openLine(router: CoreRouter): Promise<TestLine> {
  const reports: unknown[] = [];
  const { page, core } = await openPort();
  servePort(
    core,
    createCarrier(router, (error) => void reports.push(error)),
  );
  const ended = new Promise<void>((resolve) => page.on('close', resolve));
  const link = new RPCLink({ port: page });
  page.start();
  return {
    link,
    sendRaw: (frame) => page.postMessage(frame),
    ended,
    drop: () => page.close(),
    reports,
    async close() {
      page.close();
      await ended;
    },
  };
}

describe('the relayed port', () => {
  carrierConformance(openLine);

  it('keeps what came before its reader started', async () => {
    const { page, core } = await openPort();
    page.postMessage('one');
    page.postMessage('two');
    await passed();
    const frames: unknown[] = [];
    core.on('message', ({ data }) => frames.push(data));
    core.start();
    expect(frames).toEqual(['one', 'two']);
  });

  it('tells the other side that it was closed, once', async () => {
    const { page, core } = await openPort();
    const closes: string[] = [];
    core.on('close', () => closes.push('core'));
    page.on('close', () => closes.push('page'));
    page.close();
    page.close();
    await passed();
    expect(closes).toEqual(['page', 'core']);
  });

  it('closes with its channel', async () => {
    const { page, pair } = await openPort();
    let isClosed = false;
    page.on('close', () => {
      isClosed = true;
    });
    pair.shell.closeAll();
    expect(isClosed).toBe(true);
  });

  it('of one line is not that of another', async () => {
    const { page, pair } = await openPort();
    const second = pair.shell.send({ kind: 'page' }, { withPort: true });
    await passed();
    const frames: unknown[] = [];
    pair.heard[1]?.port?.on('message', ({ data }) => frames.push(data));
    pair.heard[1]?.port?.start();
    page.postMessage('for the first');
    second?.postMessage('for the second');
    await passed();
    expect(frames).toEqual(['for the second']);
  });
});
