// The rules' own settings, already parsed: nothing in the use cases reads the environment.
import type { Pack } from '../contract/config.ts';
import type { FreeAmount } from '../contract/orders/free-amount.ts';
import type { Microcredits } from '../contract/money.ts';
import type { Plan } from '../contract/plans/plans.ts';
import type { InvoiceWords } from '../domain/billing/invoice.ts';
import { microcredits } from '../domain/money.ts';
import { builtInPlans } from '../domain/plans/plan.ts';
import { flatRule, type PriceRule } from '../domain/holds/price.ts';
import { type Rate, toRate } from '../domain/rate.ts';

/**
 * What happens for the rest of a day once an answer went beyond its limit in money: no more is served, or another model answers;
 * null inside: the one that the plan itself degrades to.
 */
export type OverdraftGate =
  | null
  | { readonly kind: 'block' }
  | { readonly kind: 'degrade'; readonly toModel: string | null };

/** Whether a person's wallets pay before what their plan includes, or once that is used up. */
export type WalletsPay = 'first' | 'last';

export type UsecaseConfig = {
  /** Free messages per address bucket, and per client, in one window. */
  readonly freeLimit: number;
  readonly freeWindowSeconds: number;
  /** The hosted models that a free message is good for, as patterns; for any other a visitor needs credits. */
  readonly freeHostedModels: readonly string[];
  /** The hosted models that can call tools, as patterns; the app offers its tools to these alone. */
  readonly hostedToolModels: readonly string[];
  readonly holdTtlMs: number;
  /** However often a hold is extended, it lives no longer than this from its making. */
  readonly holdAgeMaxMs: number;
  /** How long a refusal is remembered by its hold id. */
  readonly refusalKeepMs: number;
  /** How long counts are kept beyond their windows: a clock that is put back by less does not count from zero. */
  readonly countKeepMs: number;
  /** The first rule that fits a model and a venue decides. */
  readonly priceRules: readonly PriceRule[];
  /** What a cent buys, in microcredits. */
  readonly creditRate: Rate;
  /** The plans that are there from the start, `free` and `pro` among them; the operator's own of the same id win. */
  readonly plans: readonly Plan[];
  /** null: an overdraft changes nothing but the count. */
  readonly overdraftGate: OverdraftGate;
  readonly walletsPay: WalletsPay;
  /** A wallet that a booking takes below this is told to be low; null: none ever is. */
  readonly lowBalance: Microcredits | null;
  /** The LiteLLM whose models are offered; null: none. */
  readonly liteLlm: { readonly baseUrl: string } | null;
  readonly invoiceWords: InvoiceWords;
  readonly packs: readonly Pack[];
  /** null: only packs are sold. */
  readonly freeAmount: FreeAmount | null;
  readonly orderTtlMs: number;
  /** How long after its end an unpaid order is still looked at for money that comes late. */
  readonly orderLateMs: number;
  /** How often the worker looks for something to do when nothing wakes it. */
  readonly workerEveryMs: number;
  readonly auditEveryMs: number;
  /** How long one process may keep a job before another may take it. */
  readonly leaseMs: number;
  /** The timeout of one question to a rail. */
  readonly railTimeoutMs: number;
  readonly inboxMaxAttempts: number;
  readonly outboxMaxAttempts: number;
  /** How long an event that was told is kept. */
  readonly toldKeepMs: number;
  /** How often a watched order is read again, for changes that another process made. */
  readonly watchPollMs: number;
};

const minute = 60_000;

/** Everything but the wares; an operator's settings are spread over it. */
export const usecaseDefaults = {
  freeLimit: 20,
  freeWindowSeconds: 86_400,
  freeHostedModels: [],
  hostedToolModels: [],
  holdTtlMs: 15 * minute,
  holdAgeMaxMs: 4 * 60 * minute,
  refusalKeepMs: 24 * 60 * minute,
  countKeepMs: 24 * 60 * minute,
  priceRules: [flatRule({ id: 'local-message', models: '*', venue: 'local', perRequest: microcredits(1_000_000) })],
  creditRate: toRate('500000'),
  plans: builtInPlans,
  overdraftGate: null,
  walletsPay: 'first',
  lowBalance: null,
  liteLlm: null,
  invoiceWords: { minimumCommitment: () => 'minimum_commitment', others: (count) => `+${count}` },
  packs: [],
  freeAmount: null,
  orderTtlMs: 60 * minute,
  orderLateMs: 7 * 24 * 60 * minute,
  workerEveryMs: 500,
  auditEveryMs: minute,
  leaseMs: 30_000,
  railTimeoutMs: 10_000,
  inboxMaxAttempts: 20,
  outboxMaxAttempts: 10,
  toldKeepMs: 7 * 24 * 60 * minute,
  watchPollMs: 2_000,
} as const satisfies UsecaseConfig;
