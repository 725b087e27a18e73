// What was last seen of subjects' plans, so that all that counts for them can be asked for before their plans are read again.
import { LRUCache } from 'lru-cache';
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import type { PlanSeen } from '../../plans/plan-store.ts';
import type { PlanBookKeeper } from './plan-book.ts';

export type Given = Pick<PlanSeen, 'assigned' | 'subscribed' | 'timeZone'> & { readonly revision: number };
export type Named = Pick<PlanSeen, 'subject' | 'book' | 'prices' | 'assigned' | 'subscribed' | 'timeZone'>;

/** `last`: under '' what somebody without a subject sees. */
export type PlanMemory = { readonly last: LRUCache<PlanSubject | '', Given>; readonly books: PlanBookKeeper };

const remembered = 20_000;

export function createPlanMemory(books: PlanBookKeeper): PlanMemory {
  return { last: new LRUCache<PlanSubject | '', Given>({ max: remembered }), books };
}

export function isSame(one: Given, other: Given): boolean {
  return (
    one.revision === other.revision &&
    one.assigned === other.assigned &&
    one.subscribed === other.subscribed &&
    one.timeZone === other.timeZone
  );
}
