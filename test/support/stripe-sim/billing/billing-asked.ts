// What the simulated Stripe's answers about billing have in common.
import type { SimEvent } from '../acts.ts';
import { type Answer, type Asked, refused } from '../answers.ts';
import type { BillingBooks } from './billing-books.ts';
import type { Desk } from './invoice-acts.ts';

export type BillingApi = Desk & { readonly tell: (events: readonly SimEvent[]) => void };
export type BillingAsked = Asked & { readonly id: string; readonly query: URLSearchParams };

const type = 'invalid_request_error';

/** Named in a form rather than in the address. */
export function noSuch(kind: string, id: string, param = kind): Answer {
  return refused(400, { type, code: 'resource_missing', param, message: `No such ${kind}: '${id}'` });
}

/** What a customer had can be looked at after they were deleted. */
export function isKnown({ customers, deleted }: BillingBooks, id: string | null): id is string {
  return id !== null && (customers.has(id) || deleted.has(id));
}

export function newestFirst<Thing extends { readonly id: string; readonly customer: string }>(
  things: ReadonlyMap<string, Thing>,
  customer: string,
): readonly Thing[] {
  return [...things.values()].filter((one) => one.customer === customer).toReversed();
}
