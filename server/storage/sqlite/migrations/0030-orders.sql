-- Purchases, the inbox of the rails' webhooks, and the outbox of what became of the orders.
CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('open', 'seen', 'declined', 'paid', 'expired', 'failed', 'refunded')),
  provider TEXT NOT NULL,
  pack_id TEXT,
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  currency TEXT NOT NULL,
  credits INTEGER NOT NULL CHECK (credits > 0),
  token_hash TEXT NOT NULL CHECK (length(token_hash) = 64),
  provider_txn_id TEXT,
  provider_status TEXT,
  checkout TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  paid_at INTEGER,
  claimed_at INTEGER,
  next_poll_at INTEGER,
  polls INTEGER NOT NULL DEFAULT 0,
  CHECK (state NOT IN ('paid') OR paid_at IS NOT NULL),
  CHECK (claimed_at IS NULL OR paid_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX orders_by_payment ON orders (provider, provider_txn_id) WHERE provider_txn_id IS NOT NULL;
CREATE INDEX orders_to_poll ON orders (next_poll_at) WHERE next_poll_at IS NOT NULL;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  order_id TEXT,
  provider_txn_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('filed', 'parked', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  note TEXT,
  filed_at INTEGER NOT NULL,
  UNIQUE (provider, event_id),
  CHECK ((state IN ('filed', 'parked')) = (next_at IS NOT NULL))
) STRICT;

CREATE INDEX deliveries_due ON deliveries (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  aggregate TEXT NOT NULL,
  event TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('due', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  note TEXT,
  CHECK ((state = 'due') = (next_at IS NOT NULL))
) STRICT;

CREATE INDEX outbox_due ON outbox (next_at) WHERE state = 'due';
CREATE INDEX outbox_by_aggregate ON outbox (aggregate, id) WHERE state = 'due';
