// Bounds how many bytes of large bodies are in memory at the same time, in all and from one network. Such a body is kept until its
// answer has ended, since the next upstream may still be asked with it.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refusal } from '../problem.ts';

/** A body of this size or less is not counted. */
const smallBytes = 64 * 1024;
/** A network may have this part of the whole, so that one with slow uploads does not keep everybody else out. */
const networkShare = 4;

/** `bytesMost`: of all bodies together. */
export function addBodyBudget(app: FastifyInstance, bytesMost: number): void {
  const taken = { bytes: 0 };
  const byNetwork = new Map<string, number>();

  function hasRoom(network: string, bytes: number): boolean {
    return taken.bytes + bytes <= bytesMost && ofNetwork(network) + bytes <= bytesMost / networkShare;
  }

  function ofNetwork(network: string): number {
    return byNetwork.get(network) ?? 0;
  }

  function take(network: string, bytes: number): void {
    taken.bytes += bytes;
    const own = ofNetwork(network) + bytes;
    if (own === 0) byNetwork.delete(network);
    else byNetwork.set(network, own);
  }

  app.addHook('onRequest', (request, reply, done) => {
    const { config, bodyLimit } = request.routeOptions;
    if (config.isLong !== true) return done();
    const bytes = bytesOf(request, bodyLimit);
    if (bytes <= smallBytes || reply.raw.closed) return done();
    const { bucket } = request.identity;
    if (!hasRoom(bucket, bytes)) return done(refusal('overloaded', { reason: 'busy', retry_after_s: 5 }));
    take(bucket, bytes);
    reply.raw.once('close', () => take(bucket, -bytes));
    done();
  });
}

/** What is announced; the most that is let in where nothing is, as with chunked bodies. */
function bytesOf({ headers }: FastifyRequest, bodyLimit: number): number {
  const announced = Number(headers['content-length'] ?? NaN);
  return Number.isSafeInteger(announced) ? Math.min(announced, bodyLimit) : bodyLimit;
}
