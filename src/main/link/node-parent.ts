// The core's end inside a plain Node child, for development and tests: ports are relayed over the child's channel.
import { FromCore, ToCore, type ShellLink } from './core-messages.ts';
import { closeInheritedSockets } from './inherited-sockets.ts';
import { createPortRelay } from './port-relay.ts';

/** Null where this process was not started with a channel to a parent. */
export function linkOverNodeChannel(child: NodeJS.Process): ShellLink | null {
  if (child.send === undefined) return null;
  closeInheritedSockets();
  const post = (message: unknown): void => void child.send?.(message);
  return {
    tell: (message) => post({ relay: 'message', message: FromCore.parse(message), port: null }),
    hear(listener) {
      const relay = createPortRelay(post, (message, port) => listener(ToCore.parse(message), port));
      child.on('message', (relayed: unknown) => relay.receive(relayed));
      // The shell is gone without saying so, as when it was killed; answers under way are in the journal.
      child.on('disconnect', () => child.exit(1));
    },
  };
}
