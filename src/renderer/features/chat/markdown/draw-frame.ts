// The frame in which diagrams are drawn: without an origin of its own, out of sight, and gone with whatever it was doing once closed.
import { readReply, type DrawReply } from './diagram-protocol.ts';
import type { DrawPort } from './drawer.ts';

export function openDrawFrame(): DrawPort {
  const frame = document.createElement('iframe');
  // Without an origin, whatever it is served under.
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.className = 'draw-frame';
  frame.src = diagramAddress(window.location);
  let listen: (reply: DrawReply) => void = () => undefined;
  const onMessage = ({ source, data }: MessageEvent<unknown>): void => {
    if (source !== frame.contentWindow) return;
    const reply = readReply(data);
    if (reply !== null) listen(reply);
  };
  window.addEventListener('message', onMessage);
  document.body.append(frame);
  return {
    // It has no origin that could be named.
    post: (request) => frame.contentWindow?.postMessage(request, '*'),
    onReply(listener) {
      listen = listener;
    },
    close() {
      window.removeEventListener('message', onMessage);
      frame.remove();
    },
  };
}

/** Under another site than the page, so that it gets a process of its own and cannot hold up the page. */
export function diagramAddress({ protocol, hostname, port }: Pick<Location, 'protocol' | 'hostname' | 'port'>): string {
  if (protocol !== 'http:') return `${protocol}//diagram/diagram.html`;
  return `http://${hostname === 'localhost' ? '127.0.0.1' : 'localhost'}:${port}/diagram.html`;
}
