// Keeps the core's process: starts it, gives it the page's port, starts it again once when it has died, and ends it in order.
import type { StartNotice, StartProblem } from '../../preload/contract/start.ts';
import type { Carrier } from '../core/carrier.ts';
import type { CoreChild, CoreChildEvents, FromCore } from '../link/core-messages.ts';
import type { FramePort } from '../link/frame-port.ts';
import { servePort } from '../link/serve-port.ts';

/** A core that lived this long before it died is started again without asking. */
const goodLifeMs = 10 * 60_000;
const closeWithinMs = 5000;

export type CoreHost<Port extends FramePort> = {
  /** The page's line to the core that runs now, or that is starting. */
  givePage(port: Port): void;
  /** Into the core's log; nowhere while there is no core. */
  report(error: unknown): void;
  /** Starts it again after `onLost`. */
  restart(): void;
  /** Asks the core to save and end, and ends it after five seconds in any case. May be called twice. */
  close(): Promise<void>;
};

export type CoreHostOptions<Port extends FramePort> = {
  readonly startChild: (events: CoreChildEvents) => CoreChild<Port>;
  readonly createChannel: () => { readonly port1: Port; readonly port2: Port };
  /** What the core may ask of the shell. */
  readonly shell: Carrier;
  readonly now: () => number;
  readonly onStarted: (notices: readonly StartNotice[]) => void;
  /** The core cannot start. */
  readonly onFailed: (problem: StartProblem) => void;
  /** The core had died, and runs again. */
  readonly onRestarted: () => void;
  /** It has died again soon after that; nothing more happens by itself. */
  readonly onLost: () => void;
};

type State = 'starting' | 'running' | 'failed' | 'lost' | 'closing' | 'closed';

export function createCoreHost<Port extends FramePort>(options: CoreHostOptions<Port>): CoreHost<Port> {
  let state: State = 'lost';
  let child: CoreChild<Port> | null = null;
  let closeLine = (): void => undefined;
  /** The page's end of its line, as it was given last. */
  let page: Port | null = null;
  let lastDeathAt: number | null = null;
  let isRevived = false;
  const ended = Promise.withResolvers<void>();

  function start(): void {
    state = 'starting';
    const { port1, port2 } = options.createChannel();
    closeLine = servePort(port2, options.shell);
    child = options.startChild({ onMessage: hear, onExit: hearExit });
    child.send({ kind: 'start' }, port1);
  }

  function hear(message: FromCore): void {
    if (state !== 'starting') return;
    if (message.kind === 'started') {
      state = 'running';
      if (isRevived) options.onRestarted();
      return options.onStarted(message.notices);
    }
    state = 'failed';
    child?.kill();
    options.onFailed(message.problem);
  }

  function hearExit(code: number | null): void {
    child = null;
    closeLine();
    // A port that was sent to a core which had died unheard went nowhere: closed here, the page notices and asks for another.
    page?.close();
    page = null;
    switch (state) {
      case 'starting':
        state = 'failed';
        return options.onFailed({ kind: 'core_ended', exitCode: code });
      case 'running':
        return revive();
      case 'closing':
      case 'closed':
        state = 'closed';
        return ended.resolve();
      case 'failed':
      case 'lost':
        return;
    }
  }

  function revive(): void {
    const diedAt = options.now();
    const isFirst = lastDeathAt === null || diedAt - lastDeathAt > goodLifeMs;
    lastDeathAt = diedAt;
    if (!isFirst) {
      state = 'lost';
      return options.onLost();
    }
    isRevived = true;
    start();
  }

  start();

  return {
    givePage(port) {
      // Left open, it would look to the page like a line to a core.
      if (child === null) return port.close();
      page = port;
      child.send({ kind: 'page' }, port);
    },
    report(error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (child === null) process.stderr.write(`${text}\n`);
      else child.send({ kind: 'report', text });
    },
    restart() {
      if (state === 'lost') start();
    },
    async close() {
      if (state === 'closed') return;
      const running = child;
      state = 'closing';
      if (running === null) return;
      running.send({ kind: 'close' });
      const timer = setTimeout(running.kill, closeWithinMs);
      await ended.promise;
      clearTimeout(timer);
    },
  };
}
