// The answering end of a carrier: frames in, frames out, over whatever link there is. It knows neither ports nor sockets.
import { onError, ORPCError, type AnyRouter, type Router } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import { ServerPeer } from '@orpc/standard-server-peer';
import { isAbort } from './aborted.ts';
import type { appContract } from '../../preload/contract/contract.ts';

/** A frame from the page: the longest message of a million characters, escaped, still fits. In UTF-16 units, and bytes on a socket. */
export const frameSizeMax = 8 * 1024 * 1024;

/** Calls and streams that one page may have open at once. */
const openCallsMax = 512;

export type CoreRouter = Router<typeof appContract, object>;

type CarrierLink = {
  /** Resolves once the other side has room for more, and also when it is gone. */
  send(frame: string): Promise<void>;
  /** The other side broke the rules; end the link. */
  cut(reason: 'unreadable' | 'too_large' | 'too_many_calls'): void;
};

type CarrierEnd = {
  receive(frame: unknown): void;
  /** Aborts every call and stream of this link. May be called twice. */
  close(): void;
};

export type Carrier = { attach(link: CarrierLink): CarrierEnd };

/** The core has one towards the page, and a shell one towards the core. `report` gets what the router's handlers threw without a code: bugs, for the log. */
export function createCarrier(router: AnyRouter, report: (error: unknown) => void): Carrier {
  const handler = new StandardRPCHandler(router, {
    interceptors: [
      onError((error) => {
        if (!isExpected(error)) report(error);
      }),
    ],
  });
  const handle = createServerPeerHandleRequestFn(handler, { context: {} });

  return {
    attach(link) {
      let isOpen = true;
      const peer = new ServerPeer(async (frame) => {
        if (isOpen && typeof frame === 'string') await link.send(frame);
      });
      const close = (): void => {
        if (!isOpen) return;
        isOpen = false;
        peer.close();
      };
      const cut = (reason: Parameters<CarrierLink['cut']>[0]): void => {
        if (!isOpen) return;
        close();
        link.cut(reason);
      };

      return {
        close,
        receive(frame) {
          if (!isOpen) return;
          if (typeof frame !== 'string') return cut('unreadable');
          if (frame.length > frameSizeMax) return cut('too_large');
          if (peer.length > openCallsMax) return cut('too_many_calls');
          let isReadable = false;
          const answered = peer.message(frame, (request) => {
            isReadable = true;
            return handle(request);
          });
          answered.catch((error: unknown) => (isReadable ? report(error) : cut('unreadable')));
        },
      };
    },
  };
}

/** A coded no, a wrong input, or a call that its own side took back: nothing for the log. */
function isExpected(error: unknown): boolean {
  if (error instanceof ORPCError) return error.defined || error.status < 500;
  return isAbort(error);
}
