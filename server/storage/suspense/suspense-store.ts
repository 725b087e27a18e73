// The port of the cases in suspense. They are written with their order (orders/order-store.ts).
import type { SuspenseId } from '../../contract/suspense/suspense.ts';
import type { CaseRecord } from '../../domain/suspense/suspense-case.ts';

export type SuspenseStore = {
  readCase(id: SuspenseId): Promise<CaseRecord | null>;
  /** Oldest first, those after `after`. null: `after` names no case. */
  pageCases(page: CasePage): Promise<readonly CaseRecord[] | null>;
};

export type CasePage = { readonly isOpen: boolean; readonly after: SuspenseId | null; readonly limit: number };
