// A no, or a trouble with a purchase, as a sentence: the app's own where it knows the parameters, else the server's. Pure.
import { readRefusalSaid } from '../../../server/contract/refusal-params.ts';
import type { PurchaseTrouble } from '../../preload/contract/account.ts';
import type { Refusal } from '../../preload/contract/failure.ts';
import type { Words } from '../../words/words.ts';
import { words } from '../words.ts';

type ServerSaid = Pick<Extract<Refusal, { problem: string }>, 'problem' | 'params' | 'detail'>;

/** Without its times: those are said by the person's own clock. */
export function sayNo(refusal: Refusal, say: Words = words): string {
  return 'problem' in refusal ? sayServerNo(refusal, say) : say.refusal(refusal);
}

export function sayPurchaseTrouble(trouble: PurchaseTrouble, say: Words = words): string {
  return trouble.code === 'refused' ? sayServerNo(trouble, say) : say.purchaseTrouble(trouble);
}

function sayServerNo({ problem, params, detail }: ServerSaid, say: Words): string {
  const said = readRefusalSaid(problem, params);
  return said === null ? (detail ?? say.refusals.declined(problem)) : say.problem(said);
}
