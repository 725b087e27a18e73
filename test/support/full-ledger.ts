// Puts rows into every table of a ledger file, with whatever a column may hold: nothing, much, and letters of all kinds. The sums stay
// right: what is written here moves no money.
import Database from 'better-sqlite3';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const words = 'O’Brien\\n"quoted", {braced}, back\\slash, tab\t, 漢字, 🙂';
const json = JSON.stringify({ so: words, list: [1, 2.5, null, true], zz: 1, a: { b: 'c' } });
const most = Number.MAX_SAFE_INTEGER;

type Row = Readonly<Record<string, string | number | null>>;

const rows: readonly (readonly [table: string, row: Row])[] = [
  [
    'refusals',
    { id: id(1), holder: words, model: words, venue: 'local', estimate: json, code: 'x', params: json, at: most },
  ],
  ['refusals', { id: id(2), holder: 'h', model: 'm', venue: 'local', estimate: null, code: 'x', params: '{}', at: 1 }],
  ['allowances', { key: words, started_at: 1, used: 3 }],
  [
    'holds',
    holdRow(1, { counted: JSON.stringify([{ key: 'month', endsAt: 5 }]), wallet_id: null, day: json, budgets: '[]' }),
  ],
  ['holds', holdRow(2, { wallet_id: 'nobody', user_id: words, response_bytes: most, degrade: json, estimate: json })],
  ['overdrafts', { hold_id: id(101), subject: words, plan_id: 'p', limit_amount: 0, over: 1, at: 1 }],
  ['plans', { id: words, body: json }],
  ['plan_prices', { seq: 7, plan_id: 'p', model_pattern: '*', unit: 'token', body: json }],
  [
    'plan_assignments',
    { subject: words, plan_id: 'p', time_zone: null, subscribed_plan_id: null, since: 1, cycle_due_at: 2 },
  ],
  ['plan_counters', { key: words, ends_at: most, used: 0 }],
  ['plan_spending', { key: words, ends_at: most, used: 0, settled: 0, overdrawn: 0 }],
  ['budgets', { key: words, ends_at: most, used: 0 }],
  ['orders', orderRow(1, { refusal: json, checkout: json, external_id: words })],
  ['orders', orderRow(2, { state: 'paid', paid_at: 5, credited: 0, provider_txn_id: 'txn' })],
  [
    'suspense',
    {
      seq: 3,
      id: id(1),
      order_id: id(201),
      kind: 'overpaid',
      amount: 9,
      cents: 4,
      outcome: 'keep',
      reason: words,
      created_at: 1,
      resolved_at: 2,
    },
  ],
  ['refunds', refundRow(1, { failure: json, case_id: id(1) })],
  [
    'deliveries',
    {
      id: 40,
      provider: 'stripe',
      event_id: 'e',
      event_type: 't',
      state: 'dead',
      outcome: json,
      filed_at: 1,
      died_at: 2,
      reason: words,
      billing: 'invoice',
    },
  ],
  [
    'outbox',
    {
      id: 90,
      outlet: 'http',
      event_id: 'e',
      type: 't',
      subject: words,
      data: json,
      created_at: 1,
      state: 'done',
      done_at: 3,
      outcome: json,
    },
  ],
  ['teams', { id: 'team', name: words, admits: 'named', named_limit: null, created_at: 1 }],
  ['team_members', { team_id: 'team', user_id: words, role: 'owner', monthly_limit: 0, removed_at: null }],
  [
    'api_keys',
    {
      seq: 11,
      id: id(1),
      hash: 'a'.repeat(64),
      last4: 'abcd',
      kind: 'team',
      team_id: 'team',
      name: words,
      budget_limit: 1,
      budget_every: '7d',
      budget_zone: 'UTC',
      models: '["b","a"]',
      created_at: 1,
      revoked_at: 2,
    },
  ],
  [
    'billing_customers',
    {
      id: id(1),
      entity_type: 'user',
      entity_id: words,
      provider: 'stripe',
      provider_customer_id: 'cus',
      created_at: 1,
    },
  ],
  [
    'price_mappings',
    {
      seq: 2,
      id: id(1),
      plan_id: 'p',
      price_id: 'price',
      currency: 'EUR',
      amount_cents: 5,
      every_unit: 'month',
      every_count: 1,
      is_active: 1,
      created_at: 1,
    },
  ],
  [
    'subscriptions',
    {
      seq: 5,
      id: id(1),
      customer_id: id(1),
      plan_id: 'p',
      status: 'active',
      provider: 'stripe',
      provider_subscription_id: 'sub',
      created_at: 1,
      begun_at: 1,
      is_cancel_planned: 1,
    },
  ],
  [
    'plan_cycles',
    {
      seq: 6,
      id: id(1),
      subject: words,
      plan_id: 'p',
      anchor: 1,
      time_zone: 'UTC',
      starts_at: 1,
      ends_at: 2,
      state: 'closed',
      is_cut: 1,
      min_commit_cents: 0,
      granted: 0,
    },
  ],
  [
    'invoices',
    {
      seq: 8,
      id: id(1),
      customer_id: id(1),
      origin: 'usage',
      status: 'draft',
      currency: 'EUR',
      amount_cents: 7,
      date_from: '2026-11-01',
      date_to: '2026-11-30',
      created_at: 1,
    },
  ],
  ['invoice_lines', { invoice_id: id(1), position: 0, body: json }],
];

function holdRow(n: number, more: Row): Row {
  return {
    id: id(100 + n),
    holder: 'token:x',
    state: 'released',
    model: words,
    venue: 'hosted',
    price: json,
    amount: 5,
    captured: 0,
    created_at: 1,
    expires_at: 2,
    ended_at: 3,
    outcome: words,
    prompt_tokens: 1,
    completion_tokens: 2,
    duration_ms: 3,
    ...more,
  };
}

function orderRow(n: number, more: Row): Row {
  return {
    id: id(200 + n),
    state: 'open',
    provider: 'stripe',
    amount_cents: 100,
    currency: 'EUR',
    credits: 5,
    created_at: 1,
    expires_at: 2,
    owner: 'user:me',
    ...more,
  };
}

function refundRow(n: number, more: Row): Row {
  return {
    id: id(300 + n),
    order_id: id(201),
    origin: 'operator',
    amount_cents: 3,
    aside_cents: 3,
    from_aside: 0,
    taken: 0,
    short: 0,
    state: 'failed',
    reason_code: 'written',
    reason: words,
    created_at: 1,
    ended_at: 2,
    ...more,
  };
}

export function fillEveryTable(path: string): void {
  const db = new Database(path);
  try {
    db.pragma('foreign_keys = ON');
    db.transaction(() => {
      for (const [table, row] of rows) {
        const names = Object.keys(row);
        db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(
          ...Object.values(row),
        );
      }
      db.prepare('INSERT INTO billed_holds SELECT seq, ? FROM holds WHERE id = ?').run(id(1), id(101));
    })();
  } finally {
    db.close();
  }
}
