-- What became of each order's money: what it credited, what was given back of it, and what stands in suspense, case by case.

-- A new state, disputed, stands in a CHECK, and so the table is made anew. What an order had in suspense becomes a case.
CREATE TABLE orders_with_books (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL
    CHECK (state IN ('open', 'seen', 'declined', 'paid', 'expired', 'failed', 'refunded', 'disputed')),
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
  revision INTEGER NOT NULL DEFAULT 0,
  credited INTEGER NOT NULL DEFAULT 0 CHECK (credited BETWEEN 0 AND credits),
  credited_cents INTEGER NOT NULL DEFAULT 0 CHECK (credited_cents BETWEEN 0 AND amount_cents),
  voided_taken INTEGER CHECK (voided_taken >= 0),
  voided_short INTEGER CHECK (voided_short >= 0),
  handled_cents INTEGER NOT NULL DEFAULT 0 CHECK (handled_cents >= 0),
  refunded_cents INTEGER NOT NULL DEFAULT 0 CHECK (refunded_cents >= 0),
  pending_cents INTEGER NOT NULL DEFAULT 0 CHECK (pending_cents BETWEEN 0 AND refunded_cents),
  CHECK (state NOT IN ('paid', 'disputed') OR paid_at IS NOT NULL),
  CHECK (claimed_at IS NULL OR paid_at IS NOT NULL),
  CHECK ((voided_taken IS NULL) = (voided_short IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO orders_with_books
  SELECT id, state, provider, pack_id, amount_cents, currency, credits, token_hash, provider_txn_id, provider_status, checkout,
    created_at, expires_at, paid_at, claimed_at, next_poll_at, polls,
    0, iif(paid_at IS NULL, 0, credits), iif(paid_at IS NULL, 0, amount_cents), NULL, NULL, 0,
    iif(state = 'refunded' AND paid_at IS NOT NULL, amount_cents, 0), 0
  FROM orders;

CREATE TABLE suspense (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL REFERENCES orders_with_books (id),
  kind TEXT NOT NULL CHECK (kind IN ('overpaid', 'underpaid', 'late_partial', 'disputed')),
  amount INTEGER NOT NULL CHECK (amount >= 0),
  cents INTEGER NOT NULL CHECK (cents >= 0),
  outcome TEXT CHECK (outcome IN ('credit', 'refund', 'keep', 'counted', 'withdrawn', 'won', 'lost')),
  reason TEXT,
  created_at INTEGER NOT NULL,
  resolved_at INTEGER,
  CHECK ((outcome IS NULL) = (resolved_at IS NULL))
) STRICT;

INSERT INTO suspense (id, order_id, kind, amount, cents, created_at)
  SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
      || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    id, iif(paid_at IS NULL, 'underpaid', 'overpaid'), suspended,
    max(1, CAST(round(suspended * 1.0 * amount_cents / credits) AS INTEGER)), unixepoch() * 1000
  FROM orders WHERE suspended > 0;

CREATE TABLE refunds (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL REFERENCES orders_with_books (id),
  origin TEXT NOT NULL CHECK (origin IN ('operator', 'provider', 'dispute')),
  provider_refund_id TEXT,
  asked_cents INTEGER,
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  aside_cents INTEGER NOT NULL CHECK (aside_cents BETWEEN 0 AND amount_cents),
  from_aside INTEGER NOT NULL CHECK (from_aside >= 0),
  case_id TEXT REFERENCES suspense (id),
  taken INTEGER NOT NULL CHECK (taken >= 0),
  short INTEGER NOT NULL CHECK (short >= 0),
  state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
  reason TEXT NOT NULL,
  note TEXT,
  collect_url TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER,
  CHECK ((state = 'pending') = (ended_at IS NULL)),
  CHECK (state = 'pending' OR next_try_at IS NULL)
) STRICT;

-- Refunds of before were not rows: each took back what its transfer says.
INSERT INTO refunds (id, order_id, origin, provider_refund_id, amount_cents, aside_cents, from_aside, taken, short, state,
    reason, created_at, ended_at)
  SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
      || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    o.id, 'provider', 'rest:' || o.provider_txn_id, o.amount_cents, 0, 0, coalesce(t.amount, 0), 0, 'succeeded',
    'given back at the provider', coalesce(t.at, o.paid_at), coalesce(t.at, o.paid_at)
  FROM orders o LEFT JOIN transfers t ON t.ref = 'refund:' || o.provider || ':' || o.provider_txn_id
  WHERE o.state = 'refunded' AND o.paid_at IS NOT NULL;

DROP TABLE orders;
ALTER TABLE orders_with_books RENAME TO orders;
CREATE UNIQUE INDEX orders_by_payment ON orders (provider, provider_txn_id) WHERE provider_txn_id IS NOT NULL;
CREATE INDEX orders_to_poll ON orders (next_poll_at) WHERE next_poll_at IS NOT NULL;

CREATE INDEX suspense_of_order ON suspense (order_id);
CREATE INDEX suspense_by_end ON suspense (outcome IS NULL, seq);
CREATE UNIQUE INDEX suspense_one_open ON suspense (order_id, kind = 'disputed') WHERE outcome IS NULL;

CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE UNIQUE INDEX refunds_by_provider ON refunds (order_id, provider_refund_id) WHERE provider_refund_id IS NOT NULL;
CREATE INDEX refunds_to_ask ON refunds (next_try_at) WHERE next_try_at IS NOT NULL;

-- The last word on it (I14): whatever asks for it, no more goes back than came in.
CREATE TRIGGER refunds_made_within_payment AFTER INSERT ON refunds BEGIN
  SELECT RAISE(ABORT, 'more would be refunded than was paid') WHERE
    (SELECT sum(amount_cents - aside_cents) FROM refunds WHERE order_id = NEW.order_id AND state <> 'failed')
      > (SELECT credited_cents FROM orders WHERE id = NEW.order_id);
END;
CREATE TRIGGER refunds_stay_within_payment AFTER UPDATE ON refunds BEGIN
  SELECT RAISE(ABORT, 'more would be refunded than was paid') WHERE
    (SELECT sum(amount_cents - aside_cents) FROM refunds WHERE order_id = NEW.order_id AND state <> 'failed')
      > (SELECT credited_cents FROM orders WHERE id = NEW.order_id);
END;
CREATE TRIGGER refunds_stay BEFORE DELETE ON refunds BEGIN SELECT RAISE(ABORT, 'refunds are never deleted'); END;
CREATE TRIGGER suspense_stays BEFORE DELETE ON suspense BEGIN SELECT RAISE(ABORT, 'cases are never deleted'); END;
