// What an audit of the books can find, as codes with parameters: they go into the log, and the doctor says them.

/** Amounts are microcredits, but for `cents`; `kept` is what was written down beside the rows, which come to something else. */
export type AuditFinding =
  /** The accounts of a double entry come to nothing. The sum may be too large for a number. */
  | { readonly code: 'accounts_unbalanced'; readonly sum: string }
  | { readonly code: 'balance_differs'; readonly account: string; readonly kept: number; readonly entries: number }
  | { readonly code: 'held_differs'; readonly account: string; readonly kept: number; readonly holds: number }
  | { readonly code: 'balance_impossible'; readonly account: string; readonly balance: number; readonly held: number }
  | { readonly code: 'wallet_missing'; readonly account: string }
  | { readonly code: 'suspense_differs'; readonly kept: number; readonly cases: number }
  | {
      readonly code: 'refunded_too_much';
      readonly order_id: string;
      readonly credited_cents: number;
      readonly refunded_cents: number;
    }
  | {
      readonly code: 'refunds_differ';
      readonly order_id: string;
      readonly kept: RefundedCents;
      readonly refunds: RefundedCents;
    };

type RefundedCents = { readonly refunded_cents: number; readonly pending_cents: number };

/** What plans and budgets count, in windows of time. No money is wrong by these. */
export type CounterFinding =
  | { readonly code: 'messages_differ'; readonly window: string; readonly kept: number; readonly holds: number }
  | { readonly code: 'spending_differs'; readonly window: string; readonly kept: DaySpent; readonly holds: DaySpent }
  | { readonly code: 'budget_differs'; readonly window: string; readonly kept: number; readonly holds: number };

type DaySpent = { readonly used: number; readonly settled: number; readonly overdrawn: number };
