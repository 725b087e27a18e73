// Talks to Stripe: each call has a timeout and is not repeated here, its answer is checked, and of an error only its kind goes on.
import { Stripe } from 'stripe';
import type { z } from 'zod';
import { RailUnavailable } from '../rail.ts';

export type StripeAccess = {
  readonly secretKey: string;
  /** Another address than Stripe's own, for tests; null otherwise. */
  readonly apiUrl: string | null;
};

/** What this rail was written and tried against; it changes with the SDK's version, by hand. */
const apiVersion = '2026-10-28.endive';
const timeoutMs = 9_000;

/** Stripe answered with an error. `code` and `parameter` are Stripe's own words, such as "charge_already_refunded". */
export class StripeRefused extends RailUnavailable {
  readonly kind: string;
  readonly status: number | null;
  readonly code: string | null;
  readonly parameter: string | null;
  constructor(error: Stripe.errors.StripeError, question: string) {
    const { type, statusCode, code, param } = error;
    super(`Stripe did not ${question} (${type}, ${statusCode ?? 'no status'}, ${code ?? 'no code'})`);
    this.kind = type;
    this.status = statusCode ?? null;
    // Both are stored with a refused order, where their length has a bound.
    this.code = code?.slice(0, 200) ?? null;
    this.parameter = param?.slice(0, 200) ?? null;
  }
}

export function connectStripe({ secretKey, apiUrl }: StripeAccess): Stripe {
  const at = apiUrl === null ? null : new URL(apiUrl);
  return new Stripe(secretKey, {
    apiVersion,
    timeout: timeoutMs,
    // The caller repeats the whole question, under the same idempotency key.
    maxNetworkRetries: 0,
    telemetry: false,
    ...(at === null ? {} : { protocol: at.protocol === 'http:' ? 'http' : 'https', host: at.hostname, port: at.port }),
  });
}

type Question<Shape extends z.ZodType> = {
  /** As in "Stripe did not …". */
  readonly to: string;
  readonly shape: Shape;
  readonly signal: AbortSignal;
};

/** The SDK takes no signal: an answer after the signal's end is dropped. Throws RailUnavailable for what does not fit `shape`. */
export async function ask<Shape extends z.ZodType>(
  { to, shape, signal }: Question<Shape>,
  call: () => Promise<unknown>,
): Promise<z.output<Shape>> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const answer = call();
  const parsed = shape.safeParse(await first(answer, limited, to));
  if (!parsed.success) throw new RailUnavailable(`Stripe was asked to ${to} and answered with something unexpected`);
  return parsed.data;
}

async function first(answer: Promise<unknown>, limited: AbortSignal, question: string): Promise<unknown> {
  try {
    return await Promise.race([answer, ended(limited)]);
  } catch (error) {
    answer.catch(() => undefined);
    if (error instanceof Stripe.errors.StripeError) throw new StripeRefused(error, question);
    // The original stays out of it: what a socket says may hold the request, and the request holds the key.
    throw new RailUnavailable(
      `Stripe did not ${question} (${error instanceof Error ? error.name : 'no reason given'})`,
    );
  }
}

function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) return reject(new Error('TimeoutError'));
    signal.addEventListener('abort', () => reject(new Error('TimeoutError')), { once: true });
  });
}
