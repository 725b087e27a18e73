// One message port as a carrier's link.
import type { MessagePortMain } from 'electron';
import type { Carrier } from '../core/carrier.ts';

/** A port tells no one how full it is: the frames of a slow page wait in Electron's own queue. */
export function servePort(port: MessagePortMain, carrier: Carrier): void {
  const end = carrier.attach({
    send: async (frame) => port.postMessage(frame),
    cut: () => port.close(),
  });
  port.on('message', (event) => end.receive(event.data));
  port.on('close', () => end.close());
  port.start();
}
