// What is known about one answer when its price is calculated, and how a handler reports its part.
import type { FastifyReply, FastifyRequest } from 'fastify';

export type TokenUsage = { readonly promptTokens: number; readonly completionTokens: number };

/** Sizes are bodies only, as they went over the wire. */
export type Measured = {
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** From the hold until the handler had given the last of its answer, milliseconds. */
  readonly ms: number;
  /** null: the handler never told. */
  readonly usage: TokenUsage | null;
  /** false: the client left in the middle, or the time was up. */
  readonly isWhole: boolean;
};

/** A cost of one's own, in microcredits; a fraction is rounded up. */
export type CostFunction = (
  request: FastifyRequest,
  reply: FastifyReply,
  measured: Measured,
) => number | Promise<number>;

/** What a handler can tell and ask while it serves a metered request. */
export type RequestMeter = {
  /** What the work used, told once it is known; the last word counts. Zero is zero: nothing is guessed then. */
  report(usage: TokenUsage): void;
  /** Adds to what was told, as for each token that goes out. */
  count(usage: Partial<TokenUsage>): void;
  /** Aborts when the client has gone or the time is up: work that nobody will get can stop. */
  readonly signal: AbortSignal;
  /** The hold's id, for records of one's own; null where a repeat is served free. */
  readonly holdId: string | null;
  /** The day of the payer's plan is used up, and it asks for this other model; null inside: it names none. */
  readonly degrade: { readonly toModel: string | null } | null;
  /** Let the work give no more output tokens than this: the wallet affords no more. null: the estimate's own limit stands. */
  readonly outputLimit: number | null;
};

export type UsageTally = Pick<RequestMeter, 'report' | 'count'> & { told(): TokenUsage | null };

/** Throws RangeError where a count is none, so that the handler's mistake is not charged to anybody. */
export function createUsageTally(): UsageTally {
  let told: TokenUsage | null = null;
  const tell = ({ promptTokens, completionTokens }: TokenUsage): void => {
    for (const count of [promptTokens, completionTokens])
      if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`not a number of tokens: ${count}`);
    told = { promptTokens, completionTokens };
  };
  return {
    report: tell,
    count: ({ promptTokens = 0, completionTokens = 0 }) =>
      tell({
        promptTokens: (told?.promptTokens ?? 0) + promptTokens,
        completionTokens: (told?.completionTokens ?? 0) + completionTokens,
      }),
    told: () => told,
  };
}
