// Lets a server that stops finish the answers under way. Connections that are merely open do not keep it running.
import type { Server, ServerResponse } from 'node:http';

export type Drain = (close: () => Promise<unknown>) => Promise<void>;

const everyMs = 25;

/** Node closes the connections that are idle at that moment, but not those that become idle later or never sent a request. */
export function createDrain(server: Server): Drain {
  // A number and not a set of answers: a set that grows moves its answers to the old generation, where only a full garbage
  // collection frees them, together with most of what belongs to their requests.
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
