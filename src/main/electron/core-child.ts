// Starts the core's process: Electron's utility process, or a Node child while developing.
import { utilityProcess, type MessagePortMain } from 'electron';
import { FromCore, type CoreChild, type CoreChildEvents } from '../link/core-messages.ts';
import { startNodeChild } from '../link/node-child.ts';

export type CoreProgram = {
  /** The built entry of the core's process. */
  readonly entry: string;
  /** A Node to run it on instead of Electron's own, while developing; null: Electron's. */
  readonly node: string | null;
};

export function startCoreChild({ entry, node }: CoreProgram, events: CoreChildEvents): CoreChild<MessagePortMain> {
  return node === null ? startUtility(entry, events) : startNodeChild({ entry, node }, events);
}

function startUtility(entry: string, { onMessage, onExit }: CoreChildEvents): CoreChild<MessagePortMain> {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Tallystick Core', stdio: 'inherit' });
  child.on('message', (message: unknown) => onMessage(FromCore.parse(message)));
  child.on('exit', (code) => onExit(code));
  return {
    send: (message, port) => child.postMessage(message, port === undefined ? [] : [port]),
    kill() {
      // Its own kill() asks with SIGTERM, which the core answers by closing in order.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}
