// One message port as a carrier's link.
import type { Carrier } from '../core/carrier.ts';

/** What is used of a MessagePortMain. */
export type FramePort = {
  postMessage(frame: string): void;
  start(): void;
  close(): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
};

/** A port tells no one how full it is: the frames of a slow page wait in Electron's own queue. */
export function servePort(port: FramePort, carrier: Carrier): void {
  const end = carrier.attach({
    send: async (frame) => port.postMessage(frame),
    cut: () => port.close(),
  });
  port.on('message', (event) => end.receive(event.data));
  port.on('close', () => end.close());
  port.start();
}
