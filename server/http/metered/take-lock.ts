// From a request to its lock, or to the no that it gets instead. Nothing of the answer is known here.
import type { FastifyRequest } from 'fastify';
import type { Microcredits } from '../../contract/money.ts';
import { StorageUnavailable } from '../../storage/storage.ts';
import type { HoldGate, Lock, LockAnswer, Stands } from '../../usecases/holds/hold-gate.ts';
import { lockIdsOf, type LockIds } from './lock-id.ts';
import { closedRefusal, type MeteringRefusal } from './metering-problem.ts';
import type { RouteTerms } from './metered-route.ts';
import type { PayerNamed, PayerReader } from './payer.ts';

export type Taken =
  | { readonly kind: 'locked'; readonly lock: Lock; readonly stands: Stands }
  /** Charged before, and the route serves repeats. */
  | { readonly kind: 'paid_before' }
  | {
      readonly kind: 'refused';
      readonly refusal: MeteringRefusal;
      readonly stands: Stands | null;
      readonly cause?: unknown;
    };

type Wallet = Extract<PayerNamed, { readonly kind: 'wallet' }>;

type LockDeps = { readonly gate: HoldGate; readonly terms: RouteTerms; readonly readPayer: PayerReader };

/** Throws what the route's own functions throw, and what is nobody's expected failure. */
export async function takeLock(request: FastifyRequest, { gate, terms, readPayer }: LockDeps): Promise<Taken> {
  const payer = await readPayer(request);
  if (payer.kind !== 'wallet')
    return refused(refusalOf(payer), payer.kind === 'unavailable' ? { cause: payer.cause } : {});
  const ids = lockIdsOf(request, payer.wallet, terms.name);
  if (ids === null)
    return refused({
      code: 'idempotency_key_invalid',
      detail: 'Send an Idempotency-Key of 1 to 200 plain characters without spaces.',
    });
  const amount = await terms.bound(request);
  try {
    return toTaken(await askFor(ids, { gate, terms, payer, amount }), { terms, payer, amount });
  } catch (cause) {
    if (!(cause instanceof StorageUnavailable)) throw cause;
    return refused(
      {
        code: 'store_unavailable',
        detail: 'The ledger can’t be reached right now. Nothing was charged; try again in a few seconds.',
      },
      { cause },
    );
  }
}

type Asking = Omit<LockDeps, 'readPayer'> & { readonly payer: Wallet; readonly amount: Microcredits };

/** A try that was released or has expired was not charged, so the next repeat may be served under an id of its own. */
async function askFor(ids: LockIds, { gate, terms, payer, amount }: Asking): Promise<LockAnswer> {
  const { digest } = ids;
  const { wallet, user } = payer;
  let last: LockAnswer = { kind: 'payer_unknown' };
  for (let attempt = 0; attempt < ids.tries; attempt += 1) {
    const id = ids.at(attempt);
    const answer = await gate.lock({ id, wallet, user, digest, label: terms.name, amount, ttlMs: terms.ttlMs });
    if (answer.kind !== 'repeated' || answer.state === 'held' || answer.state === 'captured') return answer;
    last = { kind: 'conflict', stands: answer.stands };
  }
  return last;
}

function toTaken(answer: LockAnswer, asked: Omit<Asking, 'gate'>): Taken {
  switch (answer.kind) {
    case 'locked':
      return answer;
    case 'repeated':
      return answer.state === 'captured' && asked.terms.onRepeat === 'serve'
        ? { kind: 'paid_before' }
        : refused(answer.state === 'held' ? inProgress : settled, answer);
    case 'conflict':
      return refused(
        {
          code: 'idempotency_conflict',
          detail: 'This Idempotency-Key was used for another request. Send a new key.',
        },
        answer,
      );
    case 'insufficient':
      return refused(
        {
          code: 'insufficient_balance',
          detail: `This can cost up to ${credits(asked.amount)}, and you have ${credits(answer.free)} to spend. Buy credits to go on.`,
          extra: { needed_microcredits: asked.amount, available_microcredits: answer.free },
        },
        answer,
      );
    case 'closed':
      return refused(closedRefusal(answer.refused), answer);
    case 'payer_unknown':
      return refused({
        code: 'payer_not_found',
        detail: 'No wallet exists for this account or token. Check it, or buy credits.',
        // A token that nobody has is a wrong token; an account that is not there is just not there.
        ...(asked.payer.by === 'token' ? { status: 401 } : {}),
      });
  }
}

const inProgress: MeteringRefusal = {
  code: 'idempotency_in_progress',
  detail: 'This request is already being processed. Wait for its answer, or try again in a moment.',
};
const settled: MeteringRefusal = {
  code: 'idempotency_settled',
  detail:
    'This request was already answered and charged. It was not charged again; send a new key to make a new request.',
};

function refusalOf(payer: Exclude<PayerNamed, Wallet>): MeteringRefusal {
  switch (payer.kind) {
    case 'missing':
      return { code: 'payer_missing', detail: payer.detail };
    case 'rejected':
      return { code: 'payer_rejected', detail: payer.detail };
    case 'unavailable':
      return { code: 'keys_unavailable', detail: 'Sign-ins can’t be verified right now. Try again in a few seconds.' };
  }
}

function refused(refusal: MeteringRefusal, about: { readonly stands?: Stands; readonly cause?: unknown } = {}): Taken {
  const { stands = null, cause } = about;
  return { kind: 'refused', refusal, stands, cause };
}

/** Rounded down to the hundredth, so that nobody reads of more than there is. */
function credits(amount: Microcredits): string {
  const shown = Math.floor(amount / 10_000) / 100;
  return shown === 1 ? '1 credit' : `${shown} credits`;
}
