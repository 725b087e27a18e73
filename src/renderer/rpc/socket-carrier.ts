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
      const link = new RPCLink({ websocket: socket });
      await opened(socket, signal);
      return { link, closed, isOpen: () => socket.readyState === WebSocket.OPEN, close: () => socket.close() };
    },
  };
}

/** `location` as the page has it: http gives ws, https gives wss. */
export function socketUrl(location: { readonly protocol: string; readonly host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/core`;
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
