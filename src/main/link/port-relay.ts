// Ports over a channel that cannot carry any, such as the one between a process and its Node child: each gets a number, and its frames travel with it.
import { EventEmitter } from 'node:events';
import { z } from 'zod';
import type { FramePort } from './frame-port.ts';

export const Relayed = z.discriminatedUnion('relay', [
  z.object({ relay: z.literal('message'), message: z.unknown(), port: z.int().nullable() }),
  z.object({ relay: z.literal('frame'), port: z.int(), frame: z.unknown() }),
  z.object({ relay: z.literal('closed'), port: z.int() }),
]);
export type Relayed = z.infer<typeof Relayed>;

export type PortRelay = {
  /** Sends a message, and with it a new port, whose other end this is. */
  send(message: unknown, options?: { readonly withPort: boolean }): FramePort | null;
  /** Takes in what came over the channel; gives the messages to the listener. */
  receive(relayed: unknown): void;
  /** The channel is gone: every port closes. */
  closeAll(): void;
};

export function createPortRelay(
  post: (relayed: Relayed) => void,
  onMessage: (message: unknown, port: FramePort | null) => void,
): PortRelay {
  const ports = new Map<number, RelayedPort>();
  let lastPort = 0;

  const open = (id: number): FramePort => {
    const port = createRelayedPort({
      send: (frame) => post({ relay: 'frame', port: id, frame }),
      end() {
        if (ports.delete(id)) post({ relay: 'closed', port: id });
      },
    });
    ports.set(id, port);
    return port.end;
  };

  return {
    send(message, options = { withPort: false }) {
      if (!options.withPort) {
        post({ relay: 'message', message, port: null });
        return null;
      }
      lastPort += 1;
      const port = open(lastPort);
      post({ relay: 'message', message, port: lastPort });
      return port;
    },
    receive(text) {
      const relayed = Relayed.parse(text);
      switch (relayed.relay) {
        case 'message':
          return onMessage(relayed.message, relayed.port === null ? null : open(relayed.port));
        case 'frame':
          return ports.get(relayed.port)?.receive(relayed.frame);
        case 'closed': {
          const port = ports.get(relayed.port);
          ports.delete(relayed.port);
          return port?.closed();
        }
      }
    },
    closeAll() {
      const open = [...ports.values()];
      ports.clear();
      for (const port of open) port.closed();
    },
  };
}

type RelayedPort = {
  readonly end: FramePort;
  receive(frame: unknown): void;
  /** The other side has closed it. */
  closed(): void;
};

function createRelayedPort(to: { readonly send: (frame: unknown) => void; readonly end: () => void }): RelayedPort {
  const events = new EventEmitter();
  const waiting: unknown[] = [];
  let state: 'waiting' | 'started' | 'closed' = 'waiting';

  const closed = (): void => {
    if (state === 'closed') return;
    state = 'closed';
    events.emit('close');
  };

  return {
    closed,
    receive(frame) {
      if (state === 'started') events.emit('message', { data: frame });
      else if (state === 'waiting') waiting.push(frame);
    },
    end: {
      postMessage(frame) {
        if (state !== 'closed') to.send(frame);
      },
      start() {
        if (state !== 'waiting') return;
        state = 'started';
        for (const frame of waiting.splice(0)) events.emit('message', { data: frame });
      },
      close() {
        if (state === 'closed') return;
        to.end();
        closed();
      },
      on: (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) =>
        events.on(event, listener),
    },
  };
}
