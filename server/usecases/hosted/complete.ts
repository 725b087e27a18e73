// One hosted answer from its hold to its end: the bound is held, an upstream answers, what it sends is passed on, and the hold is
// captured with what was used.
import type { ChatRequest } from '../../contract/hosted/chat-request.ts';
import type { HostedCharge } from '../../contract/hosted/hosted.ts';
import { type HoldRecord, overflowOf } from '../../domain/holds/hold.ts';
import { type MeteredUsage, fitsPattern } from '../../domain/holds/price.ts';
import { add, subtract } from '../../domain/money.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Log } from '../../lib/log.ts';
import type { AnswerTally } from '../../upstream/upstream.ts';
import type { Caller } from '../caller.ts';
import type { ChargeEngine, Stands } from '../holds/charge.ts';
import { askerOf, hostedHolder } from '../holds/holder.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { type Asked, askUpstreams } from './ask-upstreams.ts';
import { boundOfRequest, type RequestBound } from './bound-of-request.ts';
import { boundsOf, type Catalogue } from './catalogue.ts';
import { type AnswerEnd, endingOfAnswer } from './ending-of-answer.ts';
import { hostedIds } from './hosted-ids.ts';
import { toHostedCharge } from './read-charge.ts';
import { serveAnswer, type Serving, type ServingDeps } from './serve-answer.ts';
import { takeHostedHold } from './take-hosted-hold.ts';

export type CompletionAsked = {
  readonly caller: Caller;
  readonly request: ChatRequest;
  /** What a plan may close, such as "POST /v1/chat/completions". */
  readonly route: string;
  /** The request's Idempotency-Key; null: it has none. */
  readonly key: string | null;
  readonly wantsUsage: boolean;
  /** What the caller expects to use; null: they do not say. */
  readonly hints: MeteredUsage | null;
  /** A key of the caller's own for the upstream; null: none. */
  readonly ownKey: string | null;
  /** Aborted when nobody reads on: the upstream is let go at once. */
  readonly reader: AbortController;
  readonly log: Pick<Log, 'warn'>;
};

/** What is known of a charge before its answer is passed on. */
export type Opened = {
  readonly hold: HoldRecord;
  readonly stands: Stands;
  /** The longest that the answer may be, in tokens, where that is less than was asked for; null: as was asked. */
  readonly clampedTo: number | null;
  /** The model that answers in place of the one that was asked for; null: none does. */
  readonly degradedTo: string | null;
  /** What the payer's plan does where its day is used up and it answers all the same. */
  readonly overflow: 'grace' | 'degrade' | null;
};

/** `charge`: what it came to; null where that waits to be written. */
export type StreamEnd = { readonly kind: AnswerEnd; readonly charge: HostedCharge | null };

export type Completion =
  | Refused
  /** Nobody reads on, and nothing was charged. */
  | { readonly kind: 'left' }
  | (Opened & { readonly kind: 'whole'; readonly body: Uint8Array; readonly charge: HostedCharge | null })
  | (Opened & {
      readonly kind: 'stream';
      /** To be called once. `pass` resolves when there is room for more. Resolves when the hold has ended; never rejects. */
      passTo(pass: (event: Uint8Array) => Promise<void>): Promise<StreamEnd>;
      /** Where nothing could be passed on after all: nothing is charged, and the upstream is let go. After `passTo` it does nothing. */
      leave(): Promise<void>;
    });

type CompleteDeps = ServingDeps & {
  readonly engine: ChargeEngine;
  readonly catalogue: Catalogue;
  readonly newId: () => string;
  readonly config: Pick<UsecaseConfig, 'freeHostedModels'>;
};

export function completeHosted(deps: CompleteDeps) {
  const { engine, catalogue, newId, config } = deps;

  function boundOn(request: ChatRequest, model: string): RequestBound | null {
    const offered = catalogue.known(model);
    const bound = offered && boundOfRequest(request, boundsOf(offered));
    return bound?.kind === 'bounded' ? bound : null;
  }

  /** Throws StorageUnavailable before anything is held. */
  return async (asked: CompletionAsked): Promise<Completion> => {
    const { caller, request, reader, log } = asked;
    const { model } = request;
    const offered = await catalogue.find(model);
    if (offered === null) return refusal('model_not_offered', { model });
    const bound = boundOfRequest(request, boundsOf(offered));
    if (bound.kind === 'refused') return bound;
    if (caller.kind === 'anonymous' && !config.freeHostedModels.some((pattern) => fitsPattern(pattern, model)))
      return refusal('free_exhausted', { reason: 'not_for_model', limit: 0, model });
    const holder = hostedHolder(caller);
    const ids = hostedIds(asked.key, { holder, newId });
    const covered = { bound, boundOn: (other: string) => boundOn(request, other), ttlMs: config.holdTtlMs };
    const taken = await takeHostedHold({ ...asked, ...covered, model, holder, ids }, engine);
    if (taken.kind === 'refused') return taken;
    const { hold, stands } = taken;
    const serving = serveAnswer(deps, { hold, reader, log });
    try {
      const isDegraded = hold.model !== model;
      const served = isDegraded
        ? { offered: catalogue.known(hold.model), bound: boundOn(request, hold.model) }
        : { offered, bound };
      invariant(served.offered !== null && served.bound !== null, 'a plan degrades to what is not offered');
      const outputTokens = hold.outputLimit ?? served.bound.outputTokens;
      const limits = { outputLimit: outputTokens, hasImages: bound.images > 0, asker: askerOf(caller) };
      const begun = await askUpstreams(served.offered, { ...asked, ...limits }, reader.signal);
      const clampedTo = clampOf(request, { bound, limit: outputTokens });
      const opened = {
        hold,
        stands,
        clampedTo,
        degradedTo: isDegraded ? hold.model : null,
        overflow: overflowOf(hold),
      };
      return await passOn(begun, { asked, serving, opened, bound: { ...served.bound, outputTokens } });
    } catch (err) {
      await serving.end({ kind: 'release', reason: reader.signal.aborted ? 'client_left' : 'failed' });
      if (reader.signal.aborted) return { kind: 'left' };
      throw err;
    }
  };
}

function clampOf(
  { max_tokens: old, max_completion_tokens: own }: ChatRequest,
  { bound, limit }: { readonly bound: RequestBound; readonly limit: number },
): number | null {
  const wanted = Math.min(old ?? Infinity, own ?? Infinity);
  return limit < (wanted === Infinity ? bound.outputTokens : wanted) ? limit : null;
}

type Passing = {
  readonly asked: CompletionAsked;
  readonly serving: Serving;
  readonly opened: Opened;
  readonly bound: RequestBound;
};

async function passOn(begun: Asked, { asked, serving, opened, bound }: Passing): Promise<Completion> {
  if (begun.kind === 'failed') {
    await serving.end({ kind: 'release', reason: begun.refused.code });
    // What the payer had left while the hold stood is no longer so; the answer's headers are looked up anew.
    return begun.refused;
  }
  const { answer, way } = begun;
  const end = async (how: AnswerEnd, passedOn: number, tally: AnswerTally): Promise<HostedCharge | null> => {
    const seen = { end: how, passedOn, tally, bound, durationMs: serving.ms(), upstream: way.upstream.name };
    const hold = await serving.end(endingOfAnswer(seen));
    return hold && toHostedCharge(hold);
  };
  if (answer.kind === 'whole') {
    if (asked.reader.signal.aborted) {
      await end('left', 0, answer.tally);
      return { kind: 'left' };
    }
    const charge = await end('whole', 1, answer.tally);
    return { ...opened, stands: standsAfter(opened, charge), kind: 'whole', body: answer.body, charge };
  }
  const passing = { isBegun: false };
  return {
    ...opened,
    kind: 'stream',
    async passTo(pass) {
      passing.isBegun = true;
      const passed = await passEvents(answer.events, { asked, pass });
      return { kind: passed.end, charge: await end(passed.end, passed.events, answer.tally()) };
    },
    async leave() {
      if (passing.isBegun) return;
      asked.reader.abort();
      await end('left', 0, answer.tally());
    },
  };
}

/** What was held and not charged is there again. */
function standsAfter({ hold, stands }: Opened, charge: HostedCharge | null): Stands {
  const left = stands.remaining.pro_left_microcredits;
  if (left === null || charge === null || hold.payer.kind !== 'wallet') return stands;
  const back = subtract(hold.amount, charge.captured_microcredits);
  return { ...stands, remaining: { ...stands.remaining, pro_left_microcredits: add(left, back) } };
}

type Passed = { readonly end: AnswerEnd; readonly events: number };

async function passEvents(
  events: AsyncIterable<Uint8Array>,
  { asked, pass }: { readonly asked: CompletionAsked; readonly pass: (event: Uint8Array) => Promise<void> },
): Promise<Passed> {
  const { reader, log } = asked;
  let passed = 0;
  try {
    for await (const event of events) {
      if (reader.signal.aborted) return { end: 'left', events: passed };
      passed += 1;
      await pass(event);
    }
    return { end: 'whole', events: passed };
  } catch (err) {
    if (reader.signal.aborted) return { end: 'left', events: passed };
    log.warn({ err }, 'an answer broke off');
    return { end: 'broken', events: passed };
  }
}
