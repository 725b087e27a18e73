// MessageChannelMain over Node's own channel: frames are cloned as Electron clones them, and a port given away is dead here.
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { strict } from './strict.ts';

const inner = new WeakMap<object, DoublePort>();

class DoublePort extends EventEmitter {
  #port: MessagePort | null;
  #isStarted = false;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => {
      if (this.#port !== null) this.emit('close');
    });
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new Error('The Electron double passes no ports through ports');
    this.#own().postMessage(message);
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#own().on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    this.#port?.close();
  }

  /** The port leaves this process; whoever still holds it here can do nothing with it. */
  giveAway(): MessagePort {
    if (this.#isStarted) throw new Error('A port that has been started cannot be transferred');
    const port = this.#own();
    this.#port = null;
    port.removeAllListeners('close');
    return port;
  }

  #own(): MessagePort {
    if (this.#port === null) throw new Error('This port has been transferred');
    return this.#port;
  }
}

export type PortDouble = {
  readonly postMessage: (message: unknown, transfer?: readonly unknown[]) => void;
  readonly start: () => void;
  readonly close: () => void;
  readonly on: (event: string, listener: (event: { readonly data: unknown }) => void) => unknown;
  readonly once: (event: string, listener: (event: { readonly data: unknown }) => void) => unknown;
};

export class MessageChannelMain {
  readonly port1: PortDouble;
  readonly port2: PortDouble;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = wrapPort(port1);
    this.port2 = wrapPort(port2);
  }
}

/** A port of Node's, also one that came from another thread, as Electron shows it. */
export function wrapPort(port: MessagePort): PortDouble {
  const double = new DoublePort(port);
  // Private fields need the real object behind the proxy.
  const bound = strict<PortDouble>('MessagePortMain', {
    postMessage: (message, transfer) => double.postMessage(message, transfer),
    start: () => double.start(),
    close: () => double.close(),
    on: (event, listener) => double.on(event, listener),
    once: (event, listener) => double.once(event, listener),
  });
  inner.set(bound, double);
  return bound;
}

/** Takes the ports out of a transfer list; throws for anything that is no port. */
export function transferPorts(transfer: readonly unknown[]): readonly MessagePort[] {
  return transfer.map((item) => {
    const double = typeof item === 'object' && item !== null ? inner.get(item) : undefined;
    if (double === undefined) throw new Error('Only MessagePortMain objects can be transferred');
    return double.giveAway();
  });
}
