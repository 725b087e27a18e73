// Lets a server finish what it is answering, and no more: connections that only stand open do not keep it from stopping.
import type { Server, ServerResponse } from 'node:http';

export type Drain = (close: () => Promise<unknown>) => Promise<void>;

const everyMs = 25;

/** Node lets idle connections go once, but not those that become idle later, nor those that never asked anything. */
export function createDrain(server: Server): Drain {
  const answering = new Set<ServerResponse>();
  server.on('request', (_request, response: ServerResponse) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });
  return async (close) => {
    const letGo = setInterval(() => {
      if (answering.size === 0) server.closeAllConnections();
      else server.closeIdleConnections();
    }, everyMs);
    await close();
    clearInterval(letGo);
  };
}
