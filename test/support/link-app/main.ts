// An Electron app without a window: it tries the link to a core in a real utility process, and tells what it saw.
import path from 'node:path';
import { app, MessageChannelMain } from 'electron';
import { startCoreChild } from '../../../src/main/electron/core-child.ts';
import { tryLink } from '../../contract/core-link.ts';

const entry = path.join(import.meta.dirname, 'core-process.js');

// Not awaited: Electron becomes ready only after this module has been evaluated.
void run();

async function run(): Promise<void> {
  await app.whenReady();
  const report = await tryLink({
    start: (events) => startCoreChild({ entry, node: null }, events),
    channel() {
      const { port1, port2 } = new MessageChannelMain();
      return [port1, port2];
    },
  });
  process.stdout.write(`report: ${JSON.stringify(report)}\n`);
  app.exit(0);
}
