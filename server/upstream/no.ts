// What a status other than 200 means: a final no to this request, or a failure after which another upstream may be asked.
import { readWhole, readerOf } from './body.ts';
import type { Exchange } from './exchange.ts';
import { errorIn, jsonIn, saidOf, type SaidError } from './said.ts';
import { UpstreamFailed, type UpstreamAnswer } from './upstream.ts';

type Refused = Extract<UpstreamAnswer, { readonly kind: 'refused' }>;

/** The keys that were sent: the operator's, and one of the caller's own in its place. */
export type Keys = { readonly operator: string | null; readonly own: string | null };

const saidBytesMax = 64 * 1024;

/** Statuses that are about the request itself, if the service says so in its own form. */
const aboutRequest: ReadonlySet<number> = new Set([400, 404, 413, 415, 422]);
/** 402: there is no money left behind the key. */
const aboutKey: ReadonlySet<number> = new Set([401, 402, 403]);

/** Throws UpstreamFailed unless it is the final no. */
export async function noOf(exchange: Exchange, keys: Keys): Promise<Refused> {
  const { status } = exchange;
  const error = await errorSaid(exchange);
  const said = saidOf(error?.message ?? '', [keys.operator, keys.own]);
  const words = `status ${status}${said === '' ? '' : `: ${said}`}`;
  if (aboutKey.has(status) || error?.type === 'budget_exceeded') {
    if (keys.own !== null) return { kind: 'refused', status: 401, message: said || 'the key was not accepted' };
    throw new UpstreamFailed('denied', words);
  }
  if (aboutRequest.has(status) && (error !== null || status === 413))
    return { kind: 'refused', status, message: said || `status ${status}` };
  if (status === 429 || status === 503)
    throw new UpstreamFailed('busy', words, { retryAfterS: retryAfterOf(exchange) });
  if (status < 400) throw new UpstreamFailed('unreadable', `${words}, which is no answer; redirects are not followed`);
  throw new UpstreamFailed('failed', words);
}

/** An error that came under the status 200, whole or within a stream. */
export function failureSaid(error: SaidError, keys: Keys): UpstreamFailed {
  const words = saidOf(error.message, [keys.operator, keys.own]);
  const isBusy = error.code === 429 || error.code === '429' || error.code === 503;
  return new UpstreamFailed(isBusy ? 'busy' : 'failed', words === '' ? 'it sent an error without words' : words);
}

/** null: what came is not an error in a form known here. */
async function errorSaid(exchange: Exchange): Promise<SaidError | null> {
  try {
    const body = await readWhole(readerOf(exchange), saidBytesMax);
    return errorIn(jsonIn(body.toString()));
  } catch (failed) {
    // The status has said enough.
    if (failed instanceof UpstreamFailed) return null;
    throw failed;
  } finally {
    exchange.leave();
  }
}

const retryAfterMaxS = 3600;

function retryAfterOf({ headers }: Exchange): number | null {
  const said = headers['retry-after'];
  if (said === undefined || !/^\d{1,9}$/.test(said)) return null;
  return Math.min(retryAfterMaxS, Math.max(1, Number(said)));
}
