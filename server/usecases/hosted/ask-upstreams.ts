// Asks the upstreams of a model one after the other until one begins to answer. Until then nothing has been passed on, so another
// may be asked. Knows no payer and no hold.
import type { ChatRequest } from '../../contract/hosted/chat-request.ts';
import type { Log } from '../../lib/log.ts';
import { type UpstreamAnswer, type UpstreamAsk, UpstreamFailed } from '../../upstream/upstream.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { Offered, Way } from './catalogue.ts';

type Begun = Exclude<UpstreamAnswer, { readonly kind: 'refused' }>;

export type Asked =
  | { readonly kind: 'begun'; readonly answer: Begun; readonly way: Way }
  | { readonly kind: 'failed'; readonly refused: Refused };

export type Asking = Omit<UpstreamAsk, 'request'> & {
  readonly request: ChatRequest;
  /** In tokens, for the answer as a whole. */
  readonly outputLimit: number;
  readonly hasImages: boolean;
  readonly log: Pick<Log, 'warn'>;
};

const busyRetryS = 5;
const toldMax = 500;

/** Throws the signal's reason. */
export async function askUpstreams({ ways, id }: Offered, asking: Asking, signal: AbortSignal): Promise<Asked> {
  const failures: UpstreamFailed[] = [];
  const missing: string[] = [];
  for (const way of ways) {
    if (asking.hasImages && way.imageTokens === null) continue;
    const answer = await ask(way, asking, signal);
    if (answer instanceof UpstreamFailed) failures.push(answer);
    // It has no such model, which says nothing of the others.
    else if (answer.kind === 'refused' && answer.status === 404) missing.push(answer.message);
    else if (answer.kind === 'refused') return { kind: 'failed', refused: refusedWith(id, answer.message) };
    else return { kind: 'begun', answer, way };
  }
  const [message] = missing;
  const isMissing = message !== undefined && failures.length === 0;
  return { kind: 'failed', refused: isMissing ? refusedWith(id, message) : whyNone(id, failures) };
}

function refusedWith(model: string, message: string): Refused {
  return refusal('upstream_refused', { model, told: told(message) });
}

async function ask(
  { upstream, upstreamModel, maxOutputTokens }: Way,
  { log, outputLimit, ...asking }: Asking,
  signal: AbortSignal,
): Promise<UpstreamAnswer | UpstreamFailed> {
  const request = limited({ ...asking.request, model: upstreamModel }, Math.min(outputLimit, maxOutputTokens));
  const { wantsUsage, ownKey, asker } = asking;
  try {
    return await upstream.chat({ request, wantsUsage, ownKey, asker }, signal);
  } catch (err) {
    if (signal.aborted) throw signal.reason;
    if (!(err instanceof UpstreamFailed)) throw err;
    log.warn({ upstream: upstream.name, failure: err.failure, err }, 'an upstream did not answer');
    return err;
  }
}

/** The limit stands under the name that the caller chose for it, since not every upstream knows both. */
function limited(
  { max_tokens: _old, max_completion_tokens: own, ...request }: ChatRequest,
  limit: number,
): ChatRequest {
  return own === undefined || own === null
    ? { ...request, max_tokens: limit }
    : { ...request, max_completion_tokens: limit };
}

function whyNone(model: string, failures: readonly UpstreamFailed[]): Refused {
  const busy = failures.filter(({ failure }) => failure === 'busy' || failure === 'resting');
  // Where one of them is only busy, another try can succeed.
  if (busy.length === 0) return refusal('upstream_unavailable', { model });
  const waits = busy.map(({ retryAfterS }) => retryAfterS ?? busyRetryS);
  return refusal('upstream_busy', { model, retry_after_s: Math.max(1, Math.min(...waits)) });
}

function told(message: string): string {
  const short = message.slice(0, toldMax).toWellFormed().trim();
  return /[.!?]$/.test(short) ? short : `${short}.`;
}
