// A no to a message or to an order, as the page gets it: codes with parameters. Pure.
import { readRefusalSaid } from '../../../../server/contract/refusal-params.ts';
import type { Refusal } from '../../../preload/contract/failure.ts';
import type { ServerProblem } from './link/link-port.ts';

type ServerRefusal = Extract<Refusal, { problem: string }>;
type ServerSaid = Pick<ServerRefusal, 'problem' | 'params' | 'detail'>;

/** Problems that the page draws each in a way of its own; any other is `rejected`. */
const drawn: ReadonlySet<string> = new Set([
  'free_exhausted',
  'credits_exhausted',
  'quota_exhausted',
  'daily_limit_reached',
  'budget_exhausted',
  'rate_limited',
  'plan_rate_limited',
  'token_rejected',
  'model_unknown',
] as const satisfies readonly Refusal['code'][]);

export function toRefusal(problem: ServerProblem): ServerRefusal {
  const { code, retryAt } = problem;
  return { code: isDrawn(code) ? code : 'rejected', ...saidBy(problem), retryAt };
}

/** Of a message; `payer`: who was to pay for it. */
export function toRefusalOf(payer: { readonly personId: string | null }, problem: ServerProblem): Refusal {
  return { ...toRefusal(problem), payer: payer.personId === null ? 'computer' : 'account' };
}

/** The sentence goes along only where the page can make none from the parameters. */
export function saidBy({ code, params, detail }: Pick<ServerProblem, 'code' | 'params' | 'detail'>): ServerSaid {
  const isOwn = readRefusalSaid(code, params) !== null;
  return { problem: code, params, detail: isOwn ? null : detail };
}

type Drawn = Exclude<Extract<Refusal, { problem: string }>['code'], 'rejected'>;

function isDrawn(code: string): code is Drawn {
  return drawn.has(code);
}
