// One message port as a carrier's link.
import type { Carrier } from '../core/carrier.ts';
import type { FramePort } from './frame-port.ts';

/** A port does not say how full it is: the frames of a slow reader wait in its own queue. Returns a function that closes the line. */
export function servePort(port: FramePort, carrier: Carrier): () => void {
  const end = carrier.attach({
    send: async (frame) => port.postMessage(frame),
    cut: () => port.close(),
  });
  port.on('message', (event) => end.receive(event.data));
  port.on('close', () => end.close());
  port.start();
  return () => {
    end.close();
    port.close();
  };
}
