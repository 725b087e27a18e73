// One metered answer from its hold to its end: watches it leave, says what it used and hands the hold to the settler.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../lib/log.ts';
import type { SettledEnding } from '../../storage/holds/settlement-outbox.ts';
import type { HoldTold, MeteringEngine } from '../../usecases/holds/charge.ts';
import { keepOpen } from '../../usecases/holds/keep-open.ts';
import type { Settler } from '../../usecases/holds/settler.ts';
import { usageOf } from './cost.ts';
import { createUsageTally, type Measured, type RequestMeter, type UsageTally } from './measured.ts';
import type { RouteTerms } from './metered-route.ts';
import { type Outgoing, type OutgoingEnd, watchOutgoing } from './outgoing.ts';
import { verdictOn } from './verdict.ts';

type Hold = HoldTold;

export type Serving = {
  /** From here on the hold ends when the answer does, whatever happens to it. */
  serve(
    request: FastifyRequest,
    reply: FastifyReply,
    sold: { readonly hold: Hold; readonly terms: RouteTerms },
  ): { readonly meter: RequestMeter; readonly outgoing: Pick<Outgoing, 'given'> };
};

type ServingDeps = {
  readonly engine: Pick<MeteringEngine, 'extend'>;
  readonly settler: Settler<HoldTold>;
  readonly elapsed: () => number;
};

export function createServing({ engine, settler, elapsed }: ServingDeps): Serving {
  return {
    serve(request, reply, { hold, terms }) {
      const gone = new AbortController();
      const tally = createUsageTally();
      const outgoing = watchOutgoing(request.raw, reply.raw, elapsed);
      const { ttlMs, longestMs } = terms;
      const timeUp = (): void => {
        request.log.warn({ request_id: request.id, hold: hold.id }, 'a metered answer ran out of time; cut off');
        outgoing.cut();
      };
      const stop = keepOpen({ engine, hold, ttlMs, longestMs, log: request.log, timeUp });

      async function settle(): Promise<void> {
        const ended = await outgoing.ended;
        stop();
        if (ended.kind !== 'complete') gone.abort();
        const ending = await endingOf(ended, { request, reply, hold, terms, tally });
        const warn: Log['warn'] = (fields, message) => request.log.warn({ request_id: request.id, ...fields }, message);
        await settler.settle({ hold: { id: hold.id, holder: hold.holder }, ending }, { warn });
      }
      settler.follow(settle());
      const { report, count } = tally;
      const { id: holdId, degrade, outputLimit } = hold;
      return { meter: { report, count, signal: gone.signal, holdId, degrade, outputLimit }, outgoing };
    },
  };
}

type Answer = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly hold: Hold;
  readonly terms: RouteTerms;
  readonly tally: UsageTally;
};

async function endingOf(ended: OutgoingEnd, answer: Answer): Promise<SettledEnding> {
  const { request, reply, hold, terms, tally } = answer;
  const { statusCode: status } = reply.raw;
  const verdict = verdictOn(ended, { status, chargeOn: terms.chargeOn });
  if (verdict.kind === 'release') return verdict;
  const measured: Measured = {
    status,
    requestBytes: bytesOf(request),
    responseBytes: ended.bytes,
    ms: ended.ms,
    usage: tally.told(),
    isWhole: verdict.isWhole,
  };
  try {
    const price = await terms.price(request, reply, measured);
    return {
      kind: 'capture',
      usage: usageOf(terms.cost, measured),
      outcome: verdict.isWhole ? 'completed' : 'stopped',
      ...(price === null ? {} : { price }),
    };
  } catch (err) {
    // The seller's own mistake is not the payer's to bear.
    request.log.error(
      { request_id: request.id, hold: hold.id, err },
      'a cost could not be reckoned; nothing is charged',
    );
    return { kind: 'release', reason: 'cost_unknown' };
  }
}

/** Node holds a body to its Content-Length; where it came without one, what was read of it is measured. */
function bytesOf({ headers, body }: FastifyRequest): number {
  const length = Number(headers['content-length']);
  if (Number.isSafeInteger(length)) return length;
  if (body === undefined || body === null) return 0;
  if (body instanceof Uint8Array) return body.length;
  return Buffer.byteLength(typeof body === 'string' ? body : JSON.stringify(body));
}
