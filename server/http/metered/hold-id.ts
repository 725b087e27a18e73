// The ids of holds: new for each request, or made from the payer and the `Idempotency-Key`, so that a repeat meets its own hold.
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { HoldId } from '../../contract/holds/holds.ts';
import type { ChargeAsk } from '../../usecases/holds/charge.ts';
import { requestHolder } from '../../usecases/holds/holder.ts';
import { triesMax, tryId } from '../../usecases/holds/try-id.ts';

/** `at(n)`: the id of the nth try; a try that was not charged may be followed by another. */
export type HoldIds = {
  readonly holder: ChargeAsk['holder'];
  readonly tries: number;
  at(attempt: number): HoldId;
};

const keyForm = /^[\x21-\x7e]{1,200}$/;

/** `payer` is the hash that stands for who pays. null: the header is there and cannot be used. */
export function holdIdsOf(
  request: FastifyRequest,
  { payer, route, newId }: { readonly payer: string; readonly route: string; readonly newId: () => string },
): HoldIds | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    const id = HoldId.parse(newId());
    return { holder: requestHolder(payer, null), tries: 1, at: () => id };
  }
  if (typeof key !== 'string' || !keyForm.test(key)) return null;
  return {
    holder: requestHolder(payer, hashOfAsked(request)),
    tries: triesMax,
    at: (attempt) => tryId(`metered\n${payer}\n${route}\n${attempt}\n${key}`),
  };
}

/** What is asked: the address and the body. Headers may differ from one try to the next. */
function hashOfAsked({ method, url, body }: FastifyRequest): string {
  const hash = createHash('sha256').update(`${method} ${url}\n`);
  if (body instanceof Uint8Array) hash.update(body);
  else hash.update(JSON.stringify(body) ?? '');
  return hash.digest('hex');
}
