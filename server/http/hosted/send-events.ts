// Sends a streamed answer: its head before the first byte, each piece as it comes, and no more than the client takes.
import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

export type EventSender = {
  /** Resolves when there is room for more. Rejects when `reader` is aborted meanwhile. */
  pass(bytes: Uint8Array | string): Promise<void>;
  end(last: string): void;
};

/** Takes the reply out of Fastify's hands; its headers go out as they are. */
export function sendEvents(reply: FastifyReply, contentType: string, reader: AbortSignal): EventSender {
  reply.hijack();
  const { raw } = reply;
  const head: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(reply.getHeaders())) head[name] = value;
  head['content-type'] = contentType;
  head['cache-control'] = 'no-store';
  // Proxies such as nginx would collect the events otherwise.
  head['x-accel-buffering'] = 'no';
  // In one call: to set them one by one takes Node longer than all the rest of a head.
  raw.writeHead(200, head);
  sendWithWhatIsThere(raw);
  return {
    async pass(bytes) {
      if (raw.destroyed || raw.write(bytes)) return;
      await once(raw, 'drain', { signal: reader });
    },
    end(last) {
      if (!raw.destroyed) raw.end(last);
    },
  };
}

/** The head goes out at the end of this turn, in one write with the events that are there already. */
function sendWithWhatIsThere(raw: FastifyReply['raw']): void {
  const { socket } = raw;
  socket?.cork();
  raw.flushHeaders();
  process.nextTick(() => socket?.uncork());
}
