// The link to a core that runs on a Node of its own: a real process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { startNodeChild } from '../../src/main/link/node-child.ts';
import { tempDir } from '../core/temp-dir.ts';
import { MessageChannelMain } from '../support/electron-double/message-channel.ts';
import { expectedReport, tryLink } from './core-link.ts';

const entry = path.resolve(import.meta.dirname, '../support/core-process/main.ts');

it('holds over the channel of a Node child', async () => {
  const report = await tryLink({
    start: (events) => startNodeChild({ entry, node: process.execPath }, events),
    channel() {
      const { port1, port2 } = new MessageChannelMain();
      return [port1, port2];
    },
  });
  expect(report).toEqual(expectedReport);
});

it('has not ended before its process has, though what is sent to it gets lost', async () => {
  const dir = tempDir();
  const leaving = path.join(dir, 'leaving.mjs');
  const closed = path.join(dir, 'closed');
  const mayEnd = path.join(dir, 'may-end');
  // Its channel is closed while it still runs, and holds the data folder.
  writeFileSync(
    leaving,
    `import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
    process.once('disconnect', () => {
      writeFileSync(${JSON.stringify(closed)}, '');
      while (!existsSync(${JSON.stringify(mayEnd)}));
      process.exit(3);
    });
    const started = { relay: 'message', message: { kind: 'started', notices: [] }, port: null };
    process.send(started, () => process.disconnect());`,
  );
  const ends: (number | null)[] = [];
  const code = await new Promise<number | null>((resolve) => {
    const child = startNodeChild(
      { entry: leaving, node: process.execPath },
      {
        onMessage() {
          // This process has no chance to notice it before it writes.
          while (!existsSync(closed));
          child.send({ kind: 'report', text: 'into a closed channel' });
          writeFileSync(mayEnd, '');
        },
        onExit(ended) {
          ends.push(ended);
          resolve(ended);
        },
      },
    );
  });
  expect(code).toBe(3);
  expect(ends).toEqual([3]);
});

it('has ended at once where its program does not exist', async () => {
  const code = await new Promise((resolve) => {
    const child = startNodeChild(
      { entry, node: path.join(tempDir(), 'no-node') },
      { onMessage: () => undefined, onExit: resolve },
    );
    child.send({ kind: 'start' }, new MessageChannelMain().port1);
  });
  expect(code).toBeNull();
});

it.skipIf(process.platform !== 'linux')('keeps no socket open that was its parent’s', async () => {
  const link = path.resolve(import.meta.dirname, '../../src/main/link/node-child.ts');
  // Node takes care not to hand on the first few that it was started with itself.
  const last = 40;
  // It hands a socket on to what it starts, as Electron does with its own, and then closes it.
  const parent = `
    import { closeSync } from 'node:fs';
    import { startNodeChild } from ${JSON.stringify(link)};
    startNodeChild(
      { entry: ${JSON.stringify(entry)}, node: process.execPath },
      { onMessage: () => undefined, onExit: () => undefined },
    );
    closeSync(${String(last)});
  `;
  const running = spawn(process.execPath, ['--input-type=module', '--eval', parent], {
    stdio: [...Array.from({ length: last }, () => 'ignore' as const), 'pipe'],
  });
  onTestFinished(() => void running.kill('SIGKILL'));
  const socket: unknown = Array.from(running.stdio)[last];
  if (!(socket instanceof Readable)) throw new Error('There is no such socket');
  await once(socket.resume(), 'end');
  expect(running.exitCode).toBeNull();
});
