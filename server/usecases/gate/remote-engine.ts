// The charge engine of a companion server on another machine, as metered routes here ask it. Whatever cannot be understood counts as
// not answered: nothing is served by a lock that nobody can be sure of, and an end is told again until it is heard.
import { z } from 'zod';
import { LockAnswer, LockFound, gatePaths } from '../../contract/gate/gate.ts';
import { isProblemCode, readProblemSaid } from '../../contract/problem.ts';
import type { HoldEnding, HoldRef } from '../../domain/holds/hold.ts';
import type { MeteredUsage } from '../../domain/holds/price.ts';
import { tellPrice, toPrice } from '../../domain/holds/told-price.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import { type GateAnswer, type GateLink, GateUnavailable } from '../../outlets/gate-link.ts';
import { StorageUnavailable } from '../../storage/storage.ts';
import type { ChargeAnswer, ChargeAsk, HoldFound, HoldTold, MeteringEngine, Stands } from '../holds/charge.ts';
import { planRemaining } from '../holds/remaining.ts';
import { refusal } from '../refusal.ts';
import { holdIdOf, lockIn } from './lock-id.ts';
import type { LostLock } from './lost-locks.ts';
import { tellPayer } from './tell-payer.ts';

/** How often one lock is asked for where the answer did not come: the same id finds what the first time has made. */
const triesMax = 2;

type RemoteDeps = {
  readonly link: Pick<GateLink, 'ask'>;
  /**
   * Nobody knows whether this lock was made, and whoever asked for it was refused. Not called for an id that others may use too: their
   * lock stands under it, and they may be served by it just now.
   */
  readonly onLost: (lock: LostLock) => void;
  readonly clock: Clock;
};

/** The holder of a hold is the id of its lock; only who knows that id can end it. */
export function createRemoteEngine({ link, onLost, clock }: RemoteDeps): MeteringEngine {
  async function lock(ask: ChargeAsk): Promise<ChargeAnswer<HoldTold>> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await lockOnce(ask, tries > 1);
      } catch (cause) {
        if (!isUnknown(cause)) throw cause;
        if (tries < triesMax) continue;
        if (ask.isNewId === true) onLost({ find: () => findAgain(ask), expiresAt: clock.now() + ask.ttlMs });
        throw cause;
      }
    }
  }

  async function lockOnce(ask: ChargeAsk, isRepeat: boolean): Promise<ChargeAnswer<HoldTold>> {
    const answer = await askOnce({ method: 'POST', path: gatePaths.lock, body: lockBody(ask) });
    return answerOf(answer, { ask, isOwn: ask.isNewId === true && isRepeat });
  }

  async function findAgain(ask: ChargeAsk): Promise<HoldRef | null> {
    try {
      const answer = await lockOnce(ask, true);
      return answer.kind === 'held' ? { id: answer.hold.id, holder: answer.hold.holder } : null;
    } catch (cause) {
      if (isUnknown(cause)) throw cause;
      return null;
    }
  }

  async function change(path: string, body: object): Promise<HoldFound<HoldTold>> {
    const answer = await askOnce({ method: 'POST', path, body });
    const found = LockFound.safeParse(answer.body);
    const lockId = Reflect.get(body, 'lock_id');
    if (answer.status === 200 && found.success && found.data.lock_id === lockId) {
      const { now } = found.data.lock;
      return { kind: 'found', hold: toTold(found.data), stands: null, now };
    }
    if (answer.status === 404 && codeIn(answer) === 'hold_not_found') return { kind: 'hold_unknown' };
    throw notUnderstood(answer);
  }

  async function askOnce(question: Parameters<GateLink['ask']>[0]): Promise<GateAnswer> {
    try {
      return await link.ask(question);
    } catch (cause) {
      throw cause instanceof GateUnavailable ? unavailable(cause) : cause;
    }
  }

  return {
    hold: lock,
    extend: ({ holder }, { ttlMs, ageMaxMs }) =>
      change(gatePaths.extend, { lock_id: holder, ttl_ms: ttlMs, age_max_ms: ageMaxMs }),
    end: ({ holder }, ending) => change(gatePaths.unlock, { lock_id: holder, ...endBody(ending) }),
  };
}

function lockBody({ id, caller, work, estimate, ttlMs }: ChargeAsk): object {
  return {
    id,
    ...tellPayer(caller),
    ...(work.kind === 'model'
      ? { model: work.model, venue: work.venue, ...(work.route === null ? {} : { name: work.route }) }
      : { price: tellPrice(work.price), name: work.route }),
    ...(estimate === null ? {} : { estimate: tellEstimate(estimate) }),
    ttl_ms: ttlMs,
  };
}

function tellEstimate({ promptTokens, completionTokens, durationMs, responseBytes, images }: MeteredUsage): object {
  return {
    prompt_tokens: promptTokens,
    output_tokens: completionTokens,
    duration_ms: durationMs,
    response_bytes: responseBytes ?? 0,
    images: images ?? 0,
  };
}

/** `isOwn`: found again under an id that nobody else has, after an answer that did not come. */
function answerOf(
  answer: GateAnswer,
  { ask, isOwn }: { readonly ask: ChargeAsk; readonly isOwn: boolean },
): ChargeAnswer<HoldTold> {
  const locked = LockAnswer.safeParse(answer.body);
  if (locked.success && (answer.status === 201 || answer.status === 200)) {
    // An answer to somebody else's question would serve one and charge the other.
    if (lockIn(locked.data.lock_id)?.id !== holdIdOf(ask.id)) throw notUnderstood(answer);
    const { remaining, plan, ...found } = locked.data;
    const stands = { remaining, plan: standingIn(plan) };
    const kind = answer.status === 201 || isOwn ? 'held' : 'repeated';
    return { kind, hold: toTold(found), stands };
  }
  const code = codeIn(answer);
  const said = code === null ? null : readProblemSaid(code, answer.body);
  if (said === null) throw notUnderstood(answer);
  switch (said.code) {
    case 'idempotency_conflict':
      return { kind: 'conflict', stands: nothingSaid };
    case 'wallet_not_found':
      return { kind: 'payer_unknown' };
    // What a payer hears of themselves. Of anything else this program, its key or the server is the cause, and no payer can help it.
    case 'credits_exhausted':
    case 'free_exhausted':
    case 'budget_exhausted':
    case 'quota_exhausted':
    case 'daily_limit_reached':
    case 'plan_rate_limited':
    case 'model_unknown':
      return { kind: 'refused', refused: refusal(said.code, said.params) };
    case 'forbidden':
      if (isOfPayer(said.params)) return { kind: 'refused', refused: refusal(said.code, said.params) };
      throw notUnderstood(answer);
    case 'invalid_request':
      if ('reason' in said.params && said.params.reason === 'estimate_missing')
        return { kind: 'refused', refused: refusal(said.code, said.params) };
      throw notUnderstood(answer);
    case 'token_rejected':
      if ('reason' in said.params && said.params.reason === 'key')
        return { kind: 'refused', refused: refusal(said.code, said.params) };
      throw notUnderstood(answer);
    default:
      throw notUnderstood(answer);
  }
}

function isOfPayer(params: object): boolean {
  const { reason } = z.object({ reason: z.string() }).parse(params);
  return ['route_not_in_plan', 'model_not_in_plan', 'model_not_in_key'].includes(reason);
}

const nothingSaid: Stands = {
  remaining: planRemaining,
  plan: { id: brand('free'), usageRemaining: null, usageThisMinute: 0, perMinuteLimit: null },
};

function standingIn(plan: z.infer<typeof LockAnswer>['plan']): Stands['plan'] {
  return {
    id: plan.id,
    usageRemaining: plan.usage_remaining,
    usageThisMinute: plan.usage_this_minute,
    perMinuteLimit: plan.per_minute_limit,
  };
}

function toTold({ lock_id: lockId, lock }: z.infer<typeof LockFound>): HoldTold {
  const ref = lockIn(lockId);
  if (ref === null) throw new StorageUnavailable('the credit service answered with an id that is none');
  return {
    id: ref.id,
    holder: brand<HoldRef['holder']>(lockId),
    state: lock.state,
    price: toPrice(lock.price),
    amount: lock.amount_microcredits,
    overrun: lock.overrun_microcredits,
    outputLimit: lock.output_limit_tokens,
    degrade: lock.degrade === null ? null : { toModel: lock.degrade.to_model },
    expiresAt: lock.expires_at,
  };
}

function endBody(ending: HoldEnding): object {
  switch (ending.kind) {
    case 'release':
      return { release: ending.reason };
    case 'expire':
      return { release: 'expired' };
    case 'capture': {
      const { usage, outcome, price } = ending;
      return {
        outcome,
        usage: {
          prompt_tokens: usage.promptTokens,
          completion_tokens: usage.completionTokens,
          duration_ms: usage.durationMs,
          response_bytes: usage.responseBytes ?? 0,
          images: usage.images ?? 0,
        },
        ...(price === undefined ? {} : { price: tellPrice(price) }),
      };
    }
  }
}

function codeIn({ body }: GateAnswer): Parameters<typeof readProblemSaid>[0] | null {
  const code = z.object({ code: z.string() }).safeParse(body);
  return code.success && isProblemCode(code.data.code) ? code.data.code : null;
}

function unavailable(cause: unknown): StorageUnavailable {
  return new StorageUnavailable('the credit service did not answer', { cause });
}

/** It may have been done or not. */
function isUnknown(cause: unknown): boolean {
  return cause instanceof StorageUnavailable && !(cause instanceof Refusing);
}

/** The server has decided, and would say the same again. */
class Refusing extends StorageUnavailable {}

/** The log says what came: a wrong API token is for the operator to mend, and no payer's fault. */
function notUnderstood({ status, body }: GateAnswer): StorageUnavailable {
  const code = z.object({ code: z.string().max(60) }).safeParse(body);
  const said = `the credit service answered ${status}`;
  if (!code.success) return new StorageUnavailable(`${said} and nothing of its own`);
  const isFinal = status >= 400 && status < 500 && status !== 429;
  return new (isFinal ? Refusing : StorageUnavailable)(`${said} ${code.data.code}`);
}
