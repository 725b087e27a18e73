// Sends a streamed answer: its head before the first byte, each piece as it comes, and no more than the client takes.
import { once } from 'node:events';
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
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.setHeader('content-type', contentType);
  raw.setHeader('cache-control', 'no-store');
  // Proxies such as nginx would collect the events otherwise.
  raw.setHeader('x-accel-buffering', 'no');
  raw.writeHead(200);
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
