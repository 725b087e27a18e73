// The message port, as the double of Electron makes it, under the conformance suite.
import { once } from 'node:events';
import { RPCLink } from '@orpc/client/message-port';
import { describe } from 'vitest';
import { createCarrier, type CoreRouter } from '../../src/main/core/carrier.ts';
import { servePort } from '../../src/main/link/serve-port.ts';
import { MessageChannelMain, transferPorts } from '../support/electron-double/message-channel.ts';
import { carrierConformance, type TestLine } from './carrier-conformance.ts';

async function openLine(router: CoreRouter): Promise<TestLine> {
  const reports: unknown[] = [];
  const { port1, port2 } = new MessageChannelMain();
  servePort(
    port1,
    createCarrier(router, (error) => void reports.push(error)),
  );
  const [page] = transferPorts([port2]);
  if (page === undefined) throw new Error('No port came out');
  const ended = once(page, 'close').then(() => undefined);
  page.start();
  return {
    link: new RPCLink({ port: page }),
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

describe('the port carrier', () => {
  carrierConformance(openLine);
});
