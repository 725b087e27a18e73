// Sends each call over whatever line is open at that moment, and names the loss of a line for what it is.
import { AsyncIteratorClass, mapEventIterator, ORPCError, type ClientContext, type ClientLink } from '@orpc/client';
import type { Line } from './carrier.ts';
import type { Connection } from './connection.ts';
import { Disconnected } from './disconnected.ts';

export function createCoreLink(connection: Connection): ClientLink<ClientContext> {
  return {
    async call(path, input, options) {
      const line = await connection.line(options.signal);
      const name = (error: unknown): unknown => nameLoss(error, line, options.signal);
      try {
        const answer = await line.link.call(path, input, options);
        if (!(answer instanceof AsyncIteratorClass)) return answer;
        return mapEventIterator(answer, { value: async (value) => value, error: async (error) => name(error) });
      } catch (error) {
        throw name(error);
      }
    },
  };
}

/** An error the core sent, and an abort the caller wished, stay what they are. */
function nameLoss(error: unknown, line: Line, signal: AbortSignal | undefined): unknown {
  if (error instanceof ORPCError || signal?.aborted === true || line.isOpen()) return error;
  return new Disconnected(error);
}
