// The link to a core that runs on a Node of its own: a real process.
import path from 'node:path';
import { expect, it } from 'vitest';
import { startNodeChild } from '../../src/main/link/node-child.ts';
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
