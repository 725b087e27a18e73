// The ledger's store, put together from one small port a capability. A use case takes only the calls that it needs.
import type { BillingStore } from './billing/billing-store.ts';
import type { InvoiceStore } from './billing/invoice-store.ts';
import type { HoldStore } from './holds/hold-store.ts';
import type { KeyStore } from './keys/key-store.ts';
import type { LetterStore } from './letters/letter-store.ts';
import type { OrderStore } from './orders/order-store.ts';
import type { CycleStore } from './plans/cycle-store.ts';
import type { PlanStore } from './plans/plan-store.ts';
import type { PriceStore } from './plans/price-store.ts';
import type { ReportStore } from './reports/report-store.ts';
import type { RefundStore } from './refunds/refund-store.ts';
import type { SuspenseStore } from './suspense/suspense-store.ts';
import type { TeamStore } from './teams/team-store.ts';
import type { Upkeep } from './upkeep.ts';
import type { WalletStore } from './wallets/wallet-store.ts';

/** Every call may throw StorageUnavailable; then nothing of it was done. What was answered is on the disk. */
export type Storage = HoldStore &
  WalletStore &
  PlanStore &
  PriceStore &
  OrderStore &
  RefundStore &
  SuspenseStore &
  TeamStore &
  KeyStore &
  LetterStore &
  BillingStore &
  InvoiceStore &
  CycleStore &
  ReportStore &
  Upkeep;

/** An account would come to more than can be told exactly; nothing of it was booked. */
export class SumTooLarge extends Error {
  override readonly name = 'SumTooLarge';
}

/** The data was written by another version of the program, or a migration was edited after it ran. Only a person can help. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch';
}

/** The store cannot be used now (locked, full, read-only, closed); nothing was changed, and a later try may succeed. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}
