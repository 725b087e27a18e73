// Runs the core's process on another Node, for development and tests: on an Electron whose own Node is too old, for example.
import { fork } from 'node:child_process';
import { FromCore, type CoreChild, type CoreChildEvents } from './core-messages.ts';
import type { FramePort } from './frame-port.ts';
import { createPortRelay } from './port-relay.ts';

export function startNodeChild(
  { entry, node }: { readonly entry: string; readonly node: string },
  { onMessage, onExit }: CoreChildEvents,
): CoreChild {
  const child = fork(entry, [], { execPath: node, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const post = (relayed: unknown): void => {
    if (child.connected) child.send(Object(relayed));
  };
  const relay = createPortRelay(post, (message) => onMessage(FromCore.parse(message)));
  let hasEnded = false;
  const end = (code: number | null): void => {
    if (hasEnded) return;
    hasEnded = true;
    relay.closeAll();
    onExit(code);
  };
  child.on('message', (relayed) => relay.receive(relayed));
  child.on('exit', end);
  // A Node that does not exist never emits "exit". What could not be sent to one that is about to end is an error, too: then its end
  // is still to come, and until then it holds the data folder.
  child.on('error', () => {
    if (child.pid === undefined) end(null);
  });
  return {
    send(message, port) {
      const line = relay.send(message, { withPort: port !== undefined });
      if (port !== undefined && line !== null) join(port, line);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Copies the messages of each port to the other, until either closes. */
function join(a: FramePort, b: FramePort): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.on('message', ({ data }) => to.postMessage(data));
    from.on('close', () => to.close());
    from.start();
  }
}
