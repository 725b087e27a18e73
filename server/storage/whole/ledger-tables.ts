// What a ledger is made of, in the order in which it can be written into an empty store: no row names one of a later table.

export type LedgerTable = {
  readonly name: string;
  readonly keys: readonly string[];
  /** The column that is added up for people, in microcredits. */
  readonly money?: string;
  /** Columns that the engines keep for different rows, and the condition under which both do. */
  readonly keptWhere?: Readonly<Record<string, string>>;
};

const ofWallets = 'owner IS NOT NULL';

export const ledgerTables: readonly LedgerTable[] = [
  { name: 'accounts', keys: ['id'], money: 'balance', keptWhere: { balance: ofWallets } },
  { name: 'transfers', keys: ['id'], money: 'amount' },
  {
    name: 'entries',
    keys: ['account_id', 'transfer_id'],
    money: 'delta',
    keptWhere: { balance_after: `account_id IN (SELECT id FROM accounts WHERE ${ofWallets})` },
  },
  { name: 'holds', keys: ['seq'], money: 'captured' },
  { name: 'refusals', keys: ['id'] },
  { name: 'allowances', keys: ['key'] },
  { name: 'overdrafts', keys: ['hold_id'], money: 'over' },
  { name: 'plans', keys: ['id'] },
  { name: 'plan_prices', keys: ['seq'] },
  // After what changes its number while it is written.
  { name: 'plan_book', keys: ['id'] },
  { name: 'plan_assignments', keys: ['subject'] },
  { name: 'plan_counters', keys: ['key'] },
  { name: 'plan_spending', keys: ['key'], money: 'used' },
  { name: 'budgets', keys: ['key'], money: 'used' },
  { name: 'orders', keys: ['id'], money: 'credited' },
  { name: 'suspense', keys: ['seq'], money: 'amount' },
  { name: 'refunds', keys: ['seq'], money: 'taken' },
  { name: 'deliveries', keys: ['id'] },
  { name: 'outbox', keys: ['id'] },
  { name: 'teams', keys: ['id'] },
  { name: 'team_members', keys: ['team_id', 'user_id'] },
  { name: 'api_keys', keys: ['seq'] },
  { name: 'billing_customers', keys: ['id'] },
  { name: 'price_mappings', keys: ['seq'] },
  { name: 'subscriptions', keys: ['seq'] },
  { name: 'plan_cycles', keys: ['seq'], money: 'granted' },
  { name: 'invoices', keys: ['seq'] },
  { name: 'invoice_lines', keys: ['invoice_id', 'position'] },
  { name: 'billed_holds', keys: ['hold_seq'] },
];

/** Rows that an empty store has from its migrations; they are replaced. */
export const madeByMigrations: ReadonlySet<string> = new Set(['plan_book']);
