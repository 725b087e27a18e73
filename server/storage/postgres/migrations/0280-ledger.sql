-- The whole ledger, in the shape that SQLite's migrations up to this number have brought it to: one file stands for all of them, since
-- no database of an earlier shape was ever made here. From here on both engines have a migration of each number.
-- Numbers are bigint, flags 0 or 1, moments epoch milliseconds, as in SQLite, so that either can be copied into the other row by row.
-- `json` keeps what was written word for word; what is looked into is `jsonb`. Names compare by their bytes ("C"), as they do there.

CREATE FUNCTION stays_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

-- A wallet keeps what its entries come to. A system's account does not: every booking would wait for its row, on all nodes. What it comes
-- to is added up where it is asked for.
CREATE TABLE accounts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE CHECK (name <> ''),
  owner text COLLATE "C" UNIQUE,
  balance bigint NOT NULL DEFAULT 0 CHECK (balance BETWEEN -9007199254740991 AND 9007199254740991),
  held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
  created_at bigint NOT NULL,
  CHECK ((name LIKE 'wallet:%') = (owner IS NOT NULL)),
  CHECK (owner IS NOT NULL OR held = 0),
  CHECK (owner IS NOT NULL OR balance = 0),
  CHECK (owner IS NULL OR (balance >= 0 AND held <= balance))
) WITH (fillfactor = 50);

CREATE TABLE transfers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ref text COLLATE "C" NOT NULL UNIQUE,
  from_account bigint NOT NULL REFERENCES accounts (id),
  to_account bigint NOT NULL REFERENCES accounts (id),
  amount bigint NOT NULL CHECK (amount > 0),
  reason_code text NOT NULL,
  reason text NOT NULL,
  at bigint NOT NULL,
  CHECK (from_account <> to_account)
);

-- `balance_after` is what a wallet has come to; null in the half of a system's account.
CREATE TABLE entries (
  account_id bigint NOT NULL REFERENCES accounts (id),
  transfer_id bigint NOT NULL REFERENCES transfers (id),
  delta bigint NOT NULL CHECK (delta <> 0),
  balance_after bigint,
  PRIMARY KEY (account_id, transfer_id)
);

CREATE TRIGGER transfers_append_only BEFORE UPDATE OR DELETE ON transfers
  FOR EACH ROW EXECUTE FUNCTION stays_as_it_is('transfers are append-only');
CREATE TRIGGER transfers_stay BEFORE TRUNCATE ON transfers EXECUTE FUNCTION stays_as_it_is('transfers are append-only');
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON entries
  FOR EACH ROW EXECUTE FUNCTION stays_as_it_is('entries are append-only');
CREATE TRIGGER entries_stay BEFORE TRUNCATE ON entries EXECUTE FUNCTION stays_as_it_is('entries are append-only');
CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts
  FOR EACH ROW EXECUTE FUNCTION stays_as_it_is('accounts are never deleted');
CREATE TRIGGER accounts_all_stay BEFORE TRUNCATE ON accounts EXECUTE FUNCTION stays_as_it_is('accounts are never deleted');

CREATE TABLE holds (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  holder text NOT NULL,
  state text NOT NULL CHECK (state IN ('held', 'captured', 'released', 'expired')),
  model text COLLATE "C" NOT NULL,
  venue text NOT NULL CHECK (venue IN ('local', 'hosted')),
  price json NOT NULL,
  wallet_id text COLLATE "C",
  counted jsonb,
  amount bigint NOT NULL CHECK (amount >= 0),
  captured bigint NOT NULL CHECK (captured BETWEEN 0 AND amount),
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL CHECK (expires_at > created_at),
  ended_at bigint,
  outcome text,
  prompt_tokens bigint NOT NULL CHECK (prompt_tokens >= 0),
  completion_tokens bigint NOT NULL CHECK (completion_tokens >= 0),
  duration_ms bigint NOT NULL CHECK (duration_ms >= 0),
  plan_id text COLLATE "C",
  estimate json,
  output_limit bigint,
  degrade json,
  overrun bigint NOT NULL DEFAULT 0 CHECK (overrun >= 0),
  response_bytes bigint NOT NULL DEFAULT 0 CHECK (response_bytes >= 0),
  images bigint NOT NULL DEFAULT 0 CHECK (images >= 0),
  price_rule text,
  upstream text,
  cached_tokens bigint NOT NULL DEFAULT 0 CHECK (cached_tokens >= 0),
  reasoning_tokens bigint NOT NULL DEFAULT 0 CHECK (reasoning_tokens >= 0),
  is_on_grace smallint NOT NULL DEFAULT 0 CHECK (is_on_grace IN (0, 1)),
  day jsonb,
  day_counted bigint NOT NULL DEFAULT 0 CHECK (day_counted >= 0),
  user_id text COLLATE "C" CHECK (user_id <> ''),
  team_id text COLLATE "C" CHECK (team_id <> ''),
  api_key_id text COLLATE "C" CHECK (api_key_id <> ''),
  worth bigint NOT NULL DEFAULT 0 CHECK (worth >= 0),
  budgets jsonb,
  budget_counted bigint NOT NULL DEFAULT 0 CHECK (budget_counted >= 0),
  CHECK ((state = 'held') = (ended_at IS NULL)),
  CHECK (state = 'captured' OR captured = 0),
  CHECK ((wallet_id IS NULL) <> (counted IS NULL))
) WITH (fillfactor = 80);

CREATE INDEX holds_open ON holds (expires_at) WHERE state = 'held';
CREATE INDEX holds_open_of_wallet ON holds (wallet_id, amount) WHERE state = 'held' AND wallet_id IS NOT NULL;
CREATE INDEX holds_of_plan_months ON holds ((counted #>> '{0,key}'), ((counted #>> '{0,endsAt}')::bigint), state) WHERE plan_id IS NOT NULL;
CREATE INDEX holds_of_plan_days ON holds ((counted #>> '{1,key}'), ((counted #>> '{1,endsAt}')::bigint), state) WHERE plan_id IS NOT NULL;
CREATE INDEX holds_of_plan_spending ON holds ((day #>> '{window,key}'), ((day #>> '{window,endsAt}')::bigint)) WHERE day IS NOT NULL;
CREATE INDEX holds_of_first_budget ON holds ((budgets #>> '{0,key}'), ((budgets #>> '{0,endsAt}')::bigint)) WHERE budgets IS NOT NULL;
CREATE INDEX holds_of_second_budget ON holds ((budgets #>> '{1,key}'), ((budgets #>> '{1,endsAt}')::bigint))
  WHERE budgets #>> '{1,key}' IS NOT NULL;
CREATE INDEX holds_of_user ON holds (user_id, created_at) WHERE user_id IS NOT NULL;
CREATE INDEX holds_of_team ON holds (team_id, created_at) WHERE team_id IS NOT NULL;
CREATE INDEX holds_of_user_by_end ON holds (user_id, ended_at) WHERE user_id IS NOT NULL AND ended_at IS NOT NULL;
CREATE INDEX holds_of_team_by_end ON holds (team_id, ended_at) WHERE team_id IS NOT NULL AND ended_at IS NOT NULL;

CREATE TRIGGER holds_end_once BEFORE UPDATE ON holds FOR EACH ROW WHEN (OLD.state <> 'held')
  EXECUTE FUNCTION stays_as_it_is('a hold ends once');

CREATE TABLE refusals (
  id text COLLATE "C" PRIMARY KEY,
  holder text NOT NULL,
  model text NOT NULL,
  venue text NOT NULL,
  estimate json,
  code text NOT NULL,
  params json NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX refusals_by_age ON refusals (at);

CREATE TABLE allowances (
  key text COLLATE "C" PRIMARY KEY,
  started_at bigint NOT NULL,
  used bigint NOT NULL CHECK (used >= 0)
);
CREATE INDEX allowances_by_age ON allowances (started_at);

CREATE TABLE overdrafts (
  hold_id text COLLATE "C" PRIMARY KEY REFERENCES holds (id),
  subject text COLLATE "C" NOT NULL,
  plan_id text NOT NULL,
  limit_amount bigint NOT NULL CHECK (limit_amount >= 0),
  over bigint NOT NULL CHECK (over > 0),
  at bigint NOT NULL
);
CREATE INDEX overdrafts_by_subject ON overdrafts (subject, at);
CREATE INDEX overdrafts_by_time ON overdrafts (at);

CREATE TABLE plans (
  id text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
  body json NOT NULL
);

CREATE TABLE plan_prices (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id text COLLATE "C" NOT NULL CHECK (plan_id <> ''),
  model_pattern text COLLATE "C" NOT NULL CHECK (model_pattern <> ''),
  unit text NOT NULL CHECK (unit IN ('token', 'request', 'minute', 'image')),
  body json NOT NULL,
  UNIQUE (plan_id, model_pattern, unit)
);

-- One number tells every process whether it knows the plans as they are now. It is drawn, not counted, so that a change which was
-- undone never shares its number with one that stands. Two changes at once wait for one another at this row.
CREATE TABLE plan_book (
  id smallint PRIMARY KEY CHECK (id = 1),
  revision bigint NOT NULL,
  counted_elsewhere smallint NOT NULL DEFAULT 0 CHECK (counted_elsewhere IN (0, 1))
);
INSERT INTO plan_book (id, revision) VALUES (1, 0);

CREATE FUNCTION renew_plan_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE plan_book SET revision = floor(random() * 9007199254740991)::bigint WHERE id = 1;
  RETURN NULL;
END $$;
CREATE TRIGGER plans_changed AFTER INSERT OR UPDATE OR DELETE ON plans FOR EACH STATEMENT EXECUTE FUNCTION renew_plan_book();
CREATE TRIGGER plan_prices_changed AFTER INSERT OR UPDATE OR DELETE ON plan_prices
  FOR EACH STATEMENT EXECUTE FUNCTION renew_plan_book();

CREATE TABLE plan_assignments (
  subject text COLLATE "C" PRIMARY KEY CHECK (subject <> ''),
  plan_id text COLLATE "C",
  time_zone text,
  subscribed_plan_id text COLLATE "C",
  since bigint NOT NULL,
  cycle_due_at bigint
);
CREATE INDEX plan_assignments_due ON plan_assignments (cycle_due_at) WHERE cycle_due_at IS NOT NULL;

CREATE TABLE plan_counters (
  key text COLLATE "C" PRIMARY KEY,
  ends_at bigint NOT NULL,
  used bigint NOT NULL CHECK (used >= 0)
);
CREATE INDEX plan_counters_by_age ON plan_counters (ends_at);

CREATE TABLE plan_spending (
  key text COLLATE "C" PRIMARY KEY,
  ends_at bigint NOT NULL,
  used bigint NOT NULL CHECK (used >= 0),
  settled bigint NOT NULL CHECK (settled >= 0),
  overdrawn bigint NOT NULL CHECK (overdrawn >= 0)
);
CREATE INDEX plan_spending_by_age ON plan_spending (ends_at);

CREATE TABLE budgets (
  key text COLLATE "C" PRIMARY KEY,
  ends_at bigint NOT NULL,
  used bigint NOT NULL CHECK (used >= 0)
);
CREATE INDEX budgets_by_age ON budgets (ends_at);

CREATE TABLE orders (
  id text COLLATE "C" PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('open', 'seen', 'declined', 'paid', 'expired', 'failed', 'refunded', 'disputed')),
  provider text NOT NULL,
  pack_id text,
  amount_cents bigint NOT NULL CHECK (amount_cents > 0),
  currency text NOT NULL,
  credits bigint NOT NULL CHECK (credits > 0),
  provider_txn_id text COLLATE "C",
  provider_status text,
  checkout text,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  paid_at bigint,
  claimed_at bigint,
  next_poll_at bigint,
  polls bigint NOT NULL DEFAULT 0,
  revision bigint NOT NULL DEFAULT 0,
  credited bigint NOT NULL DEFAULT 0,
  credited_cents bigint NOT NULL DEFAULT 0,
  voided_taken bigint CHECK (voided_taken >= 0),
  voided_short bigint CHECK (voided_short >= 0),
  handled_cents bigint NOT NULL DEFAULT 0 CHECK (handled_cents >= 0),
  refunded_cents bigint NOT NULL DEFAULT 0 CHECK (refunded_cents >= 0),
  pending_cents bigint NOT NULL DEFAULT 0,
  checkout_revision bigint NOT NULL DEFAULT 0 CHECK (checkout_revision >= 0),
  refusal json,
  owner text COLLATE "C" NOT NULL CHECK (owner ~ '^(token:|user:.|team:.)'),
  external_id text COLLATE "C" CHECK (external_id <> ''),
  CHECK (credited BETWEEN 0 AND credits),
  CHECK (credited_cents BETWEEN 0 AND amount_cents),
  CHECK (pending_cents BETWEEN 0 AND refunded_cents),
  CHECK (state NOT IN ('paid', 'disputed') OR paid_at IS NOT NULL),
  CHECK (claimed_at IS NULL OR paid_at IS NOT NULL),
  CHECK ((voided_taken IS NULL) = (voided_short IS NULL))
);
CREATE UNIQUE INDEX orders_by_payment ON orders (provider, provider_txn_id) WHERE provider_txn_id IS NOT NULL;
CREATE INDEX orders_to_poll ON orders (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE UNIQUE INDEX orders_by_external_id ON orders (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX orders_of_owner ON orders (owner, created_at, id);

CREATE TABLE suspense (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  order_id text COLLATE "C" NOT NULL REFERENCES orders (id),
  kind text NOT NULL CHECK (kind IN ('overpaid', 'underpaid', 'late_partial', 'disputed')),
  amount bigint NOT NULL CHECK (amount >= 0),
  cents bigint NOT NULL CHECK (cents >= 0),
  outcome text CHECK (outcome IN ('credit', 'refund', 'keep', 'counted', 'withdrawn', 'won', 'lost')),
  reason text,
  created_at bigint NOT NULL,
  resolved_at bigint,
  CHECK ((outcome IS NULL) = (resolved_at IS NULL))
);
CREATE INDEX suspense_of_order ON suspense (order_id);
CREATE INDEX suspense_by_end ON suspense ((outcome IS NULL), seq);
CREATE UNIQUE INDEX suspense_one_open ON suspense (order_id, (kind = 'disputed')) WHERE outcome IS NULL;
CREATE TRIGGER suspense_stays BEFORE DELETE ON suspense FOR EACH ROW EXECUTE FUNCTION stays_as_it_is('cases are never deleted');

CREATE TABLE refunds (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  order_id text COLLATE "C" NOT NULL REFERENCES orders (id),
  origin text NOT NULL CHECK (origin IN ('operator', 'provider', 'dispute')),
  provider_refund_id text COLLATE "C",
  asked_cents bigint,
  amount_cents bigint NOT NULL CHECK (amount_cents > 0),
  aside_cents bigint NOT NULL CHECK (aside_cents BETWEEN 0 AND amount_cents),
  from_aside bigint NOT NULL CHECK (from_aside >= 0),
  case_id text COLLATE "C" REFERENCES suspense (id),
  taken bigint NOT NULL CHECK (taken >= 0),
  short bigint NOT NULL CHECK (short >= 0),
  state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
  reason_code text NOT NULL,
  reason text NOT NULL,
  failure json,
  collect_url text,
  created_at bigint NOT NULL,
  ended_at bigint,
  attempts bigint NOT NULL DEFAULT 0,
  next_try_at bigint,
  CHECK ((state = 'pending') = (ended_at IS NULL)),
  CHECK (state = 'pending' OR next_try_at IS NULL)
);
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE UNIQUE INDEX refunds_by_provider ON refunds (order_id, provider_refund_id) WHERE provider_refund_id IS NOT NULL;
CREATE INDEX refunds_to_ask ON refunds (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE TRIGGER refunds_stay BEFORE DELETE ON refunds FOR EACH ROW EXECUTE FUNCTION stays_as_it_is('refunds are never deleted');

-- The last word on it (I14): whatever asks for it, no more goes back than came in. The order's row is locked, so that two refunds of it
-- that are made at once see one another.
CREATE FUNCTION refunds_within_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid bigint;
BEGIN
  SELECT credited_cents INTO paid FROM orders WHERE id = NEW.order_id FOR NO KEY UPDATE;
  IF (SELECT sum(amount_cents - aside_cents) FROM refunds WHERE order_id = NEW.order_id AND state <> 'failed') > paid THEN
    RAISE EXCEPTION 'more would be refunded than was paid';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refunds_stay_within_payment AFTER INSERT OR UPDATE ON refunds FOR EACH ROW EXECUTE FUNCTION refunds_within_payment();

CREATE TABLE deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider text NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  event_type text NOT NULL,
  order_id text COLLATE "C",
  provider_txn_id text,
  billing text CHECK (billing IN ('subscription', 'invoice', 'checkout')),
  state text NOT NULL CHECK (state IN ('filed', 'parked', 'done', 'dead')),
  attempts bigint NOT NULL DEFAULT 0,
  next_at bigint,
  outcome json,
  filed_at bigint NOT NULL,
  died_at bigint,
  reason text,
  UNIQUE (provider, event_id),
  CHECK ((state IN ('filed', 'parked')) = (next_at IS NOT NULL))
);
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  outlet text NOT NULL CHECK (outlet <> ''),
  event_id text NOT NULL CHECK (event_id <> ''),
  type text NOT NULL,
  subject text COLLATE "C" NOT NULL,
  data text NOT NULL,
  created_at bigint NOT NULL,
  state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'dead', 'discarded')),
  attempts bigint NOT NULL DEFAULT 0,
  next_at bigint,
  outcome json,
  died_at bigint,
  reason text,
  done_at bigint,
  CHECK ((state = 'due') = (next_at IS NOT NULL)),
  CHECK ((state = 'done') = (done_at IS NOT NULL)),
  CHECK ((state = 'discarded') = (reason IS NOT NULL)),
  CHECK (state NOT IN ('dead', 'discarded') OR died_at IS NOT NULL)
);
CREATE INDEX outbox_due ON outbox (outlet, next_at) WHERE state = 'due';
CREATE INDEX outbox_by_subject ON outbox (outlet, subject, id) WHERE state = 'due';
CREATE INDEX outbox_dead ON outbox (state, id) WHERE state IN ('dead', 'discarded');
CREATE INDEX outbox_done ON outbox (done_at) WHERE state = 'done';

CREATE TABLE teams (
  id text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
  name text NOT NULL CHECK (name <> ''),
  admits text NOT NULL CHECK (admits IN ('members', 'named')),
  named_limit bigint CHECK (named_limit >= 0),
  created_at bigint NOT NULL
);

CREATE TABLE team_members (
  team_id text COLLATE "C" NOT NULL REFERENCES teams (id),
  user_id text COLLATE "C" NOT NULL CHECK (user_id <> ''),
  role text NOT NULL CHECK (role IN ('owner', 'member')),
  monthly_limit bigint CHECK (monthly_limit >= 0),
  removed_at bigint,
  PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_members_by_user ON team_members (user_id);

CREATE TABLE api_keys (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  hash text COLLATE "C" NOT NULL UNIQUE CHECK (length(hash) = 64),
  last4 text NOT NULL CHECK (length(last4) = 4),
  kind text NOT NULL CHECK (kind IN ('user', 'team', 'service')),
  user_id text COLLATE "C" CHECK (user_id <> ''),
  team_id text COLLATE "C" REFERENCES teams (id),
  name text NOT NULL CHECK (name <> ''),
  budget_limit bigint CHECK (budget_limit >= 0),
  budget_every text CHECK (budget_every IN ('1d', '7d', '30d', 'month')),
  budget_zone text NOT NULL,
  models jsonb,
  created_at bigint NOT NULL,
  expires_at bigint,
  revoked_at bigint,
  last_used_at bigint,
  CHECK (
    CASE kind
      WHEN 'user' THEN user_id IS NOT NULL AND team_id IS NULL
      WHEN 'team' THEN team_id IS NOT NULL
      ELSE user_id IS NULL AND team_id IS NULL
    END
  )
);
CREATE INDEX api_keys_of_user ON api_keys (user_id, seq) WHERE user_id IS NOT NULL;
CREATE INDEX api_keys_of_team ON api_keys (team_id, seq) WHERE team_id IS NOT NULL;
CREATE TRIGGER api_keys_keep_their_terms
  BEFORE UPDATE OF hash, kind, user_id, team_id, budget_limit, budget_every, budget_zone, models, created_at, expires_at ON api_keys
  FOR EACH ROW EXECUTE FUNCTION stays_as_it_is('the terms of an API key stay');
CREATE TRIGGER api_keys_stay_revoked BEFORE UPDATE OF revoked_at ON api_keys
  FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
  EXECUTE FUNCTION stays_as_it_is('a revoked API key stays revoked');

CREATE TABLE billing_customers (
  id text COLLATE "C" PRIMARY KEY,
  entity_type text NOT NULL CHECK (entity_type IN ('user', 'team', 'wallet')),
  entity_id text COLLATE "C" NOT NULL CHECK (entity_id <> ''),
  provider text,
  provider_customer_id text COLLATE "C",
  created_at bigint NOT NULL,
  next_poll_at bigint,
  polls bigint NOT NULL DEFAULT 0,
  UNIQUE (entity_type, entity_id),
  CHECK ((provider IS NULL) = (provider_customer_id IS NULL))
);
CREATE UNIQUE INDEX billing_customers_by_provider ON billing_customers (provider, provider_customer_id)
  WHERE provider_customer_id IS NOT NULL;
CREATE INDEX billing_customers_to_poll ON billing_customers (next_poll_at) WHERE next_poll_at IS NOT NULL;

CREATE TABLE price_mappings (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  plan_id text COLLATE "C" NOT NULL,
  price_id text COLLATE "C" NOT NULL UNIQUE CHECK (price_id <> ''),
  currency text NOT NULL,
  amount_cents bigint CHECK (amount_cents >= 0),
  every_unit text CHECK (every_unit IN ('day', 'week', 'month', 'year')),
  every_count bigint CHECK (every_count > 0),
  is_active smallint NOT NULL CHECK (is_active IN (0, 1)),
  created_at bigint NOT NULL,
  CHECK ((every_unit IS NULL) = (every_count IS NULL))
);
CREATE INDEX price_mappings_of_plan ON price_mappings (plan_id);

CREATE TABLE subscriptions (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  customer_id text COLLATE "C" NOT NULL REFERENCES billing_customers (id),
  plan_id text COLLATE "C" NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'active', 'paused', 'canceled')),
  provider text,
  provider_subscription_id text COLLATE "C",
  provider_status text,
  price_id text,
  period_starts_at bigint,
  period_ends_at bigint,
  is_cancel_planned smallint NOT NULL DEFAULT 0 CHECK (is_cancel_planned IN (0, 1)),
  checkout_id text COLLATE "C",
  checkout_url text,
  created_at bigint NOT NULL,
  begun_at bigint NOT NULL,
  revision bigint NOT NULL DEFAULT 0,
  next_poll_at bigint,
  polls bigint NOT NULL DEFAULT 0,
  CHECK (provider_subscription_id IS NULL OR provider IS NOT NULL),
  CHECK ((period_starts_at IS NULL) = (period_ends_at IS NULL)),
  CHECK ((checkout_id IS NULL) = (checkout_url IS NULL))
);
CREATE UNIQUE INDEX subscriptions_by_provider ON subscriptions (provider, provider_subscription_id)
  WHERE provider_subscription_id IS NOT NULL;
CREATE INDEX subscriptions_of_customer ON subscriptions (customer_id);
CREATE INDEX subscriptions_of_plan ON subscriptions (plan_id);
CREATE INDEX subscriptions_by_page ON subscriptions (checkout_id) WHERE checkout_id IS NOT NULL;
CREATE INDEX subscriptions_to_poll ON subscriptions (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE TRIGGER subscriptions_stay BEFORE DELETE ON subscriptions
  FOR EACH ROW EXECUTE FUNCTION stays_as_it_is('subscriptions are never deleted');

CREATE TABLE plan_cycles (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  subject text COLLATE "C" NOT NULL,
  plan_id text COLLATE "C" NOT NULL,
  anchor bigint NOT NULL,
  time_zone text NOT NULL,
  starts_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'closing', 'closed')),
  is_cut smallint NOT NULL CHECK (is_cut IN (0, 1)),
  min_commit_cents bigint NOT NULL CHECK (min_commit_cents >= 0),
  wallet_id text COLLATE "C",
  granted bigint NOT NULL CHECK (granted >= 0),
  taken bigint NOT NULL DEFAULT 0,
  invoice_id text COLLATE "C",
  CHECK (taken BETWEEN 0 AND granted),
  CHECK (starts_at <= ends_at),
  CHECK (granted = 0 OR wallet_id IS NOT NULL)
);
CREATE UNIQUE INDEX plan_cycles_one_open ON plan_cycles (subject) WHERE state = 'open';
CREATE INDEX plan_cycles_of_subject ON plan_cycles (subject, ends_at);
CREATE TRIGGER plan_cycles_stay BEFORE DELETE ON plan_cycles FOR EACH ROW EXECUTE FUNCTION stays_as_it_is('cycles are never deleted');

CREATE TABLE invoices (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  customer_id text COLLATE "C" NOT NULL REFERENCES billing_customers (id),
  origin text NOT NULL CHECK (origin IN ('usage', 'provider')),
  status text NOT NULL CHECK (status IN ('draft', 'finalized', 'paid', 'failed')),
  currency text NOT NULL,
  amount_cents bigint NOT NULL CHECK (amount_cents >= 0),
  date_from text,
  date_to text,
  time_zone text,
  provider text,
  provider_invoice_id text COLLATE "C",
  provider_status text,
  page_url text,
  created_at bigint NOT NULL,
  pushed_at bigint,
  revision bigint NOT NULL DEFAULT 0,
  next_poll_at bigint,
  polls bigint NOT NULL DEFAULT 0,
  CHECK ((origin = 'usage') = (date_from IS NOT NULL)),
  CHECK (provider_invoice_id IS NULL OR provider IS NOT NULL)
);
CREATE UNIQUE INDEX invoices_by_period ON invoices (customer_id, date_from, date_to) WHERE origin = 'usage';
CREATE UNIQUE INDEX invoices_by_provider ON invoices (provider, provider_invoice_id) WHERE provider_invoice_id IS NOT NULL;
CREATE INDEX invoices_of_customer ON invoices (customer_id);
CREATE INDEX invoices_to_poll ON invoices (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE TRIGGER invoices_stay BEFORE DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION stays_as_it_is('invoices are never deleted');

CREATE TABLE invoice_lines (
  invoice_id text COLLATE "C" NOT NULL REFERENCES invoices (id),
  position bigint NOT NULL,
  body json NOT NULL,
  PRIMARY KEY (invoice_id, position)
);

CREATE TABLE billed_holds (
  hold_seq bigint PRIMARY KEY REFERENCES holds (seq),
  invoice_id text COLLATE "C" NOT NULL REFERENCES invoices (id)
);
CREATE INDEX billed_holds_of_invoice ON billed_holds (invoice_id);

-- The last command that each connection has committed. A node whose connection was lost in the middle of a commit reads here what became
-- of it. The number of the transaction would not do: what a crash has forgotten, the next transaction gets again.
CREATE TABLE commits (
  connection uuid PRIMARY KEY,
  number bigint NOT NULL,
  at bigint NOT NULL
) WITH (fillfactor = 50);
