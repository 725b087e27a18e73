-- Customers, the prices that plans are sold at, and subscriptions; and the plan that a subscription sets, beside the one that the
-- operator gave.

CREATE TABLE billing_customers (
  id TEXT PRIMARY KEY,
  entity_type TEXT NOT NULL CHECK (entity_type IN ('user', 'team', 'wallet')),
  entity_id TEXT NOT NULL CHECK (entity_id <> ''),
  provider TEXT,
  provider_customer_id TEXT,
  created_at INTEGER NOT NULL,
  next_poll_at INTEGER,
  polls INTEGER NOT NULL DEFAULT 0,
  UNIQUE (entity_type, entity_id),
  CHECK ((provider IS NULL) = (provider_customer_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX billing_customers_by_provider ON billing_customers (provider, provider_customer_id)
  WHERE provider_customer_id IS NOT NULL;
CREATE INDEX billing_customers_to_poll ON billing_customers (next_poll_at) WHERE next_poll_at IS NOT NULL;

-- `seq`: of several prices of a plan the last one is sold at.
CREATE TABLE price_mappings (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  plan_id TEXT NOT NULL,
  price_id TEXT NOT NULL CHECK (price_id <> ''),
  currency TEXT NOT NULL,
  amount_cents INTEGER CHECK (amount_cents >= 0),
  every_unit TEXT CHECK (every_unit IN ('day', 'week', 'month', 'year')),
  every_count INTEGER CHECK (every_count > 0),
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  created_at INTEGER NOT NULL,
  UNIQUE (price_id),
  CHECK ((every_unit IS NULL) = (every_count IS NULL))
) STRICT;
CREATE INDEX price_mappings_of_plan ON price_mappings (plan_id);

CREATE TABLE subscriptions (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL REFERENCES billing_customers (id),
  plan_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'active', 'paused', 'canceled')),
  provider TEXT,
  provider_subscription_id TEXT,
  provider_status TEXT,
  price_id TEXT,
  period_starts_at INTEGER,
  period_ends_at INTEGER,
  is_cancel_planned INTEGER NOT NULL DEFAULT 0 CHECK (is_cancel_planned IN (0, 1)),
  checkout_id TEXT,
  checkout_url TEXT,
  created_at INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  next_poll_at INTEGER,
  polls INTEGER NOT NULL DEFAULT 0,
  CHECK (provider_subscription_id IS NULL OR provider IS NOT NULL),
  CHECK ((period_starts_at IS NULL) = (period_ends_at IS NULL)),
  CHECK ((checkout_id IS NULL) = (checkout_url IS NULL))
) STRICT;
CREATE UNIQUE INDEX subscriptions_by_provider ON subscriptions (provider, provider_subscription_id)
  WHERE provider_subscription_id IS NOT NULL;
CREATE INDEX subscriptions_of_customer ON subscriptions (customer_id);
CREATE INDEX subscriptions_of_plan ON subscriptions (plan_id);
CREATE INDEX subscriptions_by_page ON subscriptions (checkout_id) WHERE checkout_id IS NOT NULL;
CREATE INDEX subscriptions_to_poll ON subscriptions (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE TRIGGER subscriptions_stay BEFORE DELETE ON subscriptions BEGIN SELECT RAISE(ABORT, 'subscriptions are never deleted'); END;

-- A webhook about a subscription or an invoice says which of them in `billing`; its id at the provider is the transaction's.
ALTER TABLE deliveries ADD COLUMN billing TEXT CHECK (billing IN ('subscription', 'invoice', 'checkout'));

-- `plan_id`: what the operator gave. `subscribed_plan_id`: what a subscription buys; it holds while it is there. `since`: from when on
-- the plan that holds has held. `cycle_due_at`: when the cycle of a usage plan is to be looked at.
CREATE TABLE plan_assignments_with_subscriptions (
  subject TEXT PRIMARY KEY CHECK (subject <> ''),
  plan_id TEXT,
  time_zone TEXT,
  subscribed_plan_id TEXT,
  since INTEGER NOT NULL,
  cycle_due_at INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO plan_assignments_with_subscriptions (subject, plan_id, since)
  SELECT subject, plan_id, unixepoch() * 1000 FROM plan_assignments;
DROP TABLE plan_assignments;
ALTER TABLE plan_assignments_with_subscriptions RENAME TO plan_assignments;
CREATE INDEX plan_assignments_due ON plan_assignments (cycle_due_at) WHERE cycle_due_at IS NOT NULL;
