// One metered answer from its lock to its end: watches it leave, reckons what it cost and hands the lock to the settler.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SettledEnding } from '../../storage/holds/settlement-outbox.ts';
import type { HoldGate, Lock } from '../../usecases/holds/hold-gate.ts';
import type { Settler } from '../../usecases/holds/settler.ts';
import { costOf } from './cost.ts';
import { keepOpen } from './keep-open.ts';
import { createUsageTally, type Measured, type RequestMeter, type UsageTally } from './measured.ts';
import { wholeAmount, type RouteTerms } from './metered-route.ts';
import { type Outgoing, type OutgoingEnd, watchOutgoing } from './outgoing.ts';
import { verdictOn } from './verdict.ts';

export type Serving = {
  /** From here on the lock ends when the answer does, whatever happens to it. */
  serve(
    request: FastifyRequest,
    reply: FastifyReply,
    sold: { readonly lock: Lock; readonly terms: RouteTerms },
  ): { readonly meter: RequestMeter; readonly outgoing: Pick<Outgoing, 'given'> };
};

type ServingDeps = {
  readonly gate: Pick<HoldGate, 'extend'>;
  readonly settler: Settler;
  readonly elapsed: () => number;
};

const most = BigInt(Number.MAX_SAFE_INTEGER);

export function createServing({ gate, settler, elapsed }: ServingDeps): Serving {
  return {
    serve(request, reply, { lock, terms }) {
      const gone = new AbortController();
      const tally = createUsageTally();
      const outgoing = watchOutgoing(request.raw, reply.raw, elapsed);
      const { ttlMs, longestMs } = terms;
      const timeUp = (): void => {
        request.log.warn({ request_id: request.id, hold: lock.id }, 'a metered answer ran out of time; cut off');
        outgoing.cut();
      };
      const stop = keepOpen({ gate, lock, ttlMs, longestMs, log: request.log, timeUp });

      async function settle(): Promise<void> {
        const ended = await outgoing.ended;
        stop();
        if (ended.kind !== 'complete') gone.abort();
        const ending = await endingOf(ended, { request, reply, lock, terms, tally });
        await settler.settle({ lock: { id: lock.id, wallet: lock.wallet, digest: lock.digest }, ending });
      }
      settler.follow(settle());
      const { report, count } = tally;
      return { meter: { report, count, signal: gone.signal, holdId: lock.id, degrade: lock.degrade }, outgoing };
    },
  };
}

type Answer = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly lock: Lock;
  readonly terms: RouteTerms;
  readonly tally: UsageTally;
};

async function endingOf(ended: OutgoingEnd, answer: Answer): Promise<SettledEnding> {
  const { request, reply, lock, terms, tally } = answer;
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
    const cost = await reckoned(answer, measured);
    if (cost > BigInt(lock.amount))
      request.log.warn(
        { request_id: request.id, hold: lock.id, cost: String(cost), locked: lock.amount },
        'an answer cost more than its estimate; only what was locked is charged',
      );
    return {
      kind: 'capture',
      amount: wholeAmount(cost < most ? Number(cost) : Number.MAX_SAFE_INTEGER, 'the cost'),
      usage: usageOf(measured),
      outcome: verdict.isWhole ? 'completed' : 'stopped',
    };
  } catch (err) {
    // The seller's own mistake is not the payer's to bear.
    request.log.error(
      { request_id: request.id, hold: lock.id, err },
      'a cost could not be reckoned; nothing is charged',
    );
    return { kind: 'release', reason: 'cost_unknown' };
  }
}

async function reckoned({ request, reply, terms }: Answer, measured: Measured): Promise<bigint> {
  if (typeof terms.cost === 'object') return costOf(terms.cost, measured);
  return BigInt(Math.ceil(await terms.cost(request, reply, measured)));
}

function usageOf({ usage, ms }: Measured): Extract<SettledEnding, { readonly kind: 'capture' }>['usage'] {
  const { promptTokens, completionTokens } = usage ?? { promptTokens: 0, completionTokens: 0 };
  return { promptTokens, completionTokens, durationMs: Math.round(ms) };
}

/** Node holds a body to its Content-Length; where it came without one, what was read of it is measured. */
function bytesOf({ headers, body }: FastifyRequest): number {
  const length = Number(headers['content-length']);
  if (Number.isSafeInteger(length)) return length;
  if (body === undefined || body === null) return 0;
  if (body instanceof Uint8Array) return body.length;
  return Buffer.byteLength(typeof body === 'string' ? body : JSON.stringify(body));
}
