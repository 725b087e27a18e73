// Lets a server finish what it is answering, and no more: connections that only stand open do not keep it from stopping.
import type { Server, ServerResponse } from 'node:http';

export type Drain = (close: () => Promise<unknown>) => Promise<void>;

const everyMs = 25;

/** Node lets idle connections go once, but not those that become idle later, nor those that never asked anything. */
export function createDrain(server: Server): Drain {
  // A number, and not the answers themselves: a set of them, each time it grew, would leave those that it held then to the slow
  // garbage collector, and so most of what a request leaves behind.
  const answering = { count: 0 };
  const isAnswered = (): void => {
    answering.count -= 1;
  };
  server.on('request', (_request, response: ServerResponse) => {
    answering.count += 1;
    response.once('close', isAnswered);
  });
  return async (close) => {
    const letGo = setInterval(() => {
      if (answering.count === 0) server.closeAllConnections();
      else server.closeIdleConnections();
    }, everyMs);
    await close();
    clearInterval(letGo);
  };
}
