// The carrier of Electron: a message port that the preload hands to the page. The page listens first and asks then, so no port is missed.
import { RPCLink } from '@orpc/client/message-port';
import type { Carrier } from './carrier.ts';
import { Disconnected } from './disconnected.ts';

/** The two words of the handshake; the preload knows the same. */
export const portWanted = 'tallystick:port-wanted';
export const portGiven = 'tallystick:port';

const givenWithinMs = 8_000;

export function createPortCarrier(page: Window): Carrier {
  return {
    async connect(signal) {
      const port = await receivePort(page, signal);
      let isOpen = true;
      const closed = new Promise<void>((resolve) => {
        port.addEventListener('close', () => {
          isOpen = false;
          resolve();
        });
      });
      const link = new RPCLink({ port });
      port.start();
      return { link, closed, isOpen: () => isOpen, close: () => port.close() };
    },
  };
}

function receivePort(page: Window, signal: AbortSignal): Promise<MessagePort> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(givenWithinMs)]);
  return new Promise((resolve, reject) => {
    const listen = (event: MessageEvent): void => {
      const port = event.ports[0];
      if (event.source !== page || event.data !== portGiven || port === undefined) return;
      page.removeEventListener('message', listen);
      resolve(port);
    };
    page.addEventListener('message', listen);
    limit.addEventListener('abort', () => {
      page.removeEventListener('message', listen);
      reject(new Disconnected());
    });
    page.postMessage(portWanted, page.location.origin);
  });
}
