// The carrier of the browser shell: a WebSocket to where the page came from. The cookie says who asks, so the address holds no secret.
import { RPCLink } from '@orpc/client/websocket';
import type { Carrier } from './carrier.ts';
import { Disconnected } from './disconnected.ts';

/** A socket that does not open in this time is given up. */
const openWithinMs = 8_000;

export function createSocketCarrier(url: string): Carrier {
  return {
    async connect(signal) {
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve(), { once: true }));
      const link = new RPCLink({ websocket: withoutLateAborts(socket) });
      await opened(socket, signal);
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

function opened(socket: WebSocket, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(openWithinMs)]);
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      socket.close();
      reject(new Disconnected());
    };
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', giveUp, { once: true });
    limit.addEventListener('abort', giveUp, { once: true });
    if (limit.aborted) giveUp();
  });
}
