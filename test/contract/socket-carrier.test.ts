// The WebSocket of the browser shell, through its real server, under the conformance suite.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { RPCLink } from '@orpc/client/websocket';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { systemClock } from '../../src/main/core/clock.ts';
import { createCarrier, type CoreRouter } from '../../src/main/core/carrier.ts';
import { startAppServer } from '../../src/main/web/app-server.ts';
import { createOneTimeDocuments } from '../../src/main/web/one-time-documents.ts';
import { loadSessionKey } from '../../src/main/web/session.ts';
import type { appContract } from '../../src/preload/contract/contract.ts';
import { carrierConformance, type TestLine } from './carrier-conformance.ts';
import { bulkText, conformanceRouter } from './conformance-router.ts';

async function openLine(router: CoreRouter): Promise<TestLine & { readonly socket: WebSocket }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-socket-'));
  await writeFile(path.join(dir, 'index.html'), '<!doctype html><head></head>');
  const reports: unknown[] = [];
  const report = (error: unknown): void => void reports.push(error);
  const server = await startAppServer({
    port: 0,
    key: await loadSessionKey(dir),
    clock: systemClock,
    rendererDir: dir,
    carrier: createCarrier(router, report),
    documents: createOneTimeDocuments(systemClock),
    frameOrigins: () => [],
    onFreshLink: () => undefined,
    report: () => undefined,
  });
  const entry = await fetch(server.issueLink(), { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://127.0.0.1:${String(server.port)}/core`, {
    headers: { cookie, origin: server.origin },
  });
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return {
    socket,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ws speaks the browser's interface where it counts here
    link: new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    sendRaw: (frame) => socket.send(frame),
    ended,
    drop: () => socket.terminate(),
    reports,
    async close() {
      socket.terminate();
      await server.close();
      await rm(dir, { recursive: true });
    },
  };
}

describe('the socket carrier', () => {
  carrierConformance(openLine);

  it('a reader that stops reading stops the core from producing', async () => {
    const { router, observed } = conformanceRouter();
    const line = await openLine(router);
    try {
      const client: ContractRouterClient<typeof appContract> = createORPCClient(line.link);
      const states = await client.models.watch();
      await states.next();
      line.socket.pause();
      // What the kernel and the core may hold for one reader, generously: nothing near what an unread stream would reach.
      const itemsMax = (16 * 1024 * 1024) / bulkText.length;
      let before = -1;
      while (before !== observed.pulled) {
        before = observed.pulled;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      expect(observed.pulled).toBeLessThan(itemsMax);
      line.socket.resume();
      while (observed.pulled === before) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(observed.pulled).toBeGreaterThan(before);
    } finally {
      await line.close();
    }
  });
});
