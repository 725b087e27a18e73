// The carrier of the browser shell: a WebSocket to where the page came from. The cookie says who asks, so the address holds no secret.
import { RPCLink } from '@orpc/client/websocket';
import type { Carrier } from './carrier.ts';
import { Disconnected } from './disconnected.ts';

/** `openWithinMs`: a socket that does not open in this time is given up. */
export function createSocketCarrier(url: string, openWithinMs = 8_000): Carrier {
  return {
    async connect(signal) {
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve(), { once: true }));
      const link = new RPCLink({ websocket: withoutLateAborts(socket) });
      await opened(socket, { signal, openWithinMs });
      return { link, closed, isOpen: () => socket.readyState === WebSocket.OPEN, close: () => socket.close() };
    },
  };
}

/** `location` as the page has it: http gives ws, https gives wss. */
export function socketUrl(location: { readonly protocol: string; readonly host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/core`;
}

type LinkSocket = Pick<WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState'>;

/** Nobody is left to hear that a call is taken back over a line that is closing, and the library would leave the failure to say it uncaught. */
function withoutLateAborts(socket: WebSocket): LinkSocket {
  return {
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    get readyState() {
      return socket.readyState === WebSocket.CONNECTING ? WebSocket.CONNECTING : WebSocket.OPEN;
    },
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) return socket.send(frame);
      if (!isAbort(frame)) throw new Disconnected();
    },
  };
}

/** A frame of the library's own protocol: its type 4 takes a call back. */
function isAbort(frame: unknown): boolean {
  return typeof frame === 'string' && /^\{"i":"[^"]*","t":4[,}]/.test(frame);
}

/** The time to open ends with the opening: left to run, it would close a socket that has long been in use. */
function opened(
  socket: WebSocket,
  { signal, openWithinMs }: { readonly signal: AbortSignal; readonly openWithinMs: number },
): Promise<void> {
  const waited = new AbortController();
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      waited.abort();
      socket.close();
      reject(new Disconnected());
    };
    const goOn = (): void => {
      waited.abort();
      resolve();
    };
    const whileWaiting = { once: true, signal: waited.signal };
    socket.addEventListener('open', goOn, whileWaiting);
    socket.addEventListener('close', giveUp, whileWaiting);
    AbortSignal.timeout(openWithinMs).addEventListener('abort', giveUp, whileWaiting);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
  });
}
