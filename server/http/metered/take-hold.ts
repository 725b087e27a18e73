// From a request to its hold, or to the no that it gets instead. Nothing of the answer is known here.
import type { FastifyRequest } from 'fastify';
import { StorageUnavailable } from '../../storage/storage.ts';
import type { ChargeAnswer, ChargeAsk, HoldTold, MeteringEngine, Stands } from '../../usecases/holds/charge.ts';
import { refusal, type Refused } from '../../usecases/refusal.ts';
import { holdIdsOf, type HoldIds } from './hold-id.ts';
import type { MeteredNo } from './metering-problem.ts';
import type { RouteTerms } from './metered-route.ts';
import type { PayerNamed, PayerReader } from './payer.ts';

type Answered = ChargeAnswer<HoldTold>;
type Held = Extract<Answered, { readonly kind: 'held' }>;

export type Taken =
  | { readonly kind: 'held'; readonly hold: Held['hold']; readonly stands: Stands }
  /** Charged before, and the route serves repeats. */
  | { readonly kind: 'paid_before' }
  | { readonly kind: 'no'; readonly no: MeteredNo };

type Payer = Extract<PayerNamed, { readonly kind: 'payer' }>;

type HoldDeps = {
  readonly engine: MeteringEngine;
  readonly terms: RouteTerms;
  readonly readPayer: PayerReader;
  readonly newId: () => string;
};

/** Throws what the route's own functions throw, and what is nobody's expected failure. */
export async function takeHold(request: FastifyRequest, { engine, terms, readPayer, newId }: HoldDeps): Promise<Taken> {
  const payer = await readPayer(request);
  if (payer.kind !== 'payer') return { kind: 'no', no: noPayer(payer) };
  const ids = holdIdsOf(request, { payer: payer.name, route: terms.name, newId });
  if (ids === null) return no(keyInvalid);
  const asked = await terms.ask(request);
  try {
    return toTaken(await askFor(ids, { engine, terms, payer, asked }), { terms, payer });
  } catch (cause) {
    if (!(cause instanceof StorageUnavailable)) throw cause;
    return { kind: 'no', no: { refused: ledgerOut, cause } };
  }
}

type Asking = Omit<HoldDeps, 'readPayer' | 'newId'> & {
  readonly payer: Payer;
  readonly asked: Pick<ChargeAsk, 'work' | 'estimate'>;
};

/** A try that was released or has expired was not charged, so the next repeat is served under a new id. */
async function askFor({ holder, tries, at }: HoldIds, { engine, terms, payer, asked }: Asking): Promise<Answered> {
  const { caller } = payer;
  let last: Answered = { kind: 'payer_unknown' };
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const id = at(attempt);
    // A no is not kept: whoever has bought credits since may ask again under the same key.
    const answer = await engine.hold({
      id,
      holder,
      caller,
      ...asked,
      ttlMs: terms.ttlMs,
      isNewId: tries === 1,
      keepsRefusals: false,
    });
    if (answer.kind !== 'repeated' || answer.hold.state === 'held' || answer.hold.state === 'captured') return answer;
    last = { kind: 'conflict', stands: answer.stands };
  }
  return last;
}

function toTaken(answer: Answered, { terms, payer }: Pick<Asking, 'terms' | 'payer'>): Taken {
  switch (answer.kind) {
    case 'held':
      return { kind: 'held', hold: answer.hold, stands: answer.stands };
    case 'repeated':
      if (answer.hold.state === 'held') return no(inProgress, answer.stands);
      return terms.onRepeat === 'serve' ? { kind: 'paid_before' } : no(settled, answer.stands);
    case 'conflict':
      return no(keyConflict, answer.stands);
    case 'refused':
      return isUnbounded(answer.refused) ? unbounded(terms.name) : no(answer.refused);
    case 'payer_unknown':
      // An unknown token is a wrong credential; an unknown account id is only an account that does not exist.
      return no(
        payer.by === 'token' ? refusal('token_rejected', { reason: 'unknown' }) : refusal('wallet_not_found', {}),
      );
  }
}

const keyInvalid = refusal('invalid_request', { reason: 'idempotency_key' });
const keyConflict = refusal('idempotency_conflict', { reason: 'key' });
const inProgress = refusal('idempotency_in_progress', { retry_after_s: 1 });
const settled = refusal('idempotency_settled', {});
const ledgerOut = refusal('storage_unavailable', { reason: 'not_writable' });

/** The route's own program gave the estimate, so the payer can do nothing about it. */
function isUnbounded({ code, params }: Refused): boolean {
  return code === 'invalid_request' && 'reason' in params && params.reason === 'estimate_missing';
}

function unbounded(route: string): Taken {
  const cause = new Error(`${route}: its estimate does not bound what it can cost, so nothing was served`);
  return { kind: 'no', no: { refused: refusal('internal', {}), cause } };
}

function noPayer(payer: Exclude<PayerNamed, Payer>): MeteredNo {
  switch (payer.kind) {
    case 'missing':
      return { refused: refusal('payer_missing', payer.no) };
    case 'rejected':
      return { refused: refusal('token_rejected', payer.no) };
    case 'unavailable':
      return { refused: refusal('identity_unavailable', {}), cause: payer.cause };
  }
}

function no(refused: Refused, stands?: Stands): Taken {
  return { kind: 'no', no: { refused: { ...refused, ...stands } } };
}
