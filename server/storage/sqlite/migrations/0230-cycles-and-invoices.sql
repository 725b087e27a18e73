-- The cycles of usage plans, with the credits that each grants, and invoices. A hold stands on one invoice at most.

CREATE TABLE plan_cycles (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  -- From when on the plan has held, by whose day of the month or of the week its cycles begin.
  anchor INTEGER NOT NULL,
  time_zone TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'closed')),
  -- Ended before its time, because the plan was changed or taken back.
  is_cut INTEGER NOT NULL CHECK (is_cut IN (0, 1)),
  min_commit_cents INTEGER NOT NULL CHECK (min_commit_cents >= 0),
  wallet_id TEXT,
  granted INTEGER NOT NULL CHECK (granted >= 0),
  taken INTEGER NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND granted),
  -- The invoice on which the minimum commitment of this cycle stands.
  invoice_id TEXT,
  CHECK (starts_at <= ends_at),
  CHECK (granted = 0 OR wallet_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX plan_cycles_one_open ON plan_cycles (subject) WHERE state = 'open';
CREATE INDEX plan_cycles_of_subject ON plan_cycles (subject, ends_at);
CREATE TRIGGER plan_cycles_stay BEFORE DELETE ON plan_cycles BEGIN SELECT RAISE(ABORT, 'cycles are never deleted'); END;

CREATE TABLE invoices (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL REFERENCES billing_customers (id),
  origin TEXT NOT NULL CHECK (origin IN ('usage', 'provider')),
  status TEXT NOT NULL CHECK (status IN ('draft', 'finalized', 'paid', 'failed')),
  currency TEXT NOT NULL,
  amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
  date_from TEXT,
  date_to TEXT,
  time_zone TEXT,
  provider TEXT,
  provider_invoice_id TEXT,
  provider_status TEXT,
  page_url TEXT,
  created_at INTEGER NOT NULL,
  -- Given to the provider, or about to be: from then on it does not grow any more.
  pushed_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 0,
  next_poll_at INTEGER,
  polls INTEGER NOT NULL DEFAULT 0,
  CHECK ((origin = 'usage') = (date_from IS NOT NULL)),
  CHECK (provider_invoice_id IS NULL OR provider IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX invoices_by_period ON invoices (customer_id, date_from, date_to) WHERE origin = 'usage';
CREATE UNIQUE INDEX invoices_by_provider ON invoices (provider, provider_invoice_id) WHERE provider_invoice_id IS NOT NULL;
CREATE INDEX invoices_of_customer ON invoices (customer_id);
CREATE INDEX invoices_to_poll ON invoices (next_poll_at) WHERE next_poll_at IS NOT NULL;
CREATE TRIGGER invoices_stay BEFORE DELETE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices are never deleted'); END;

CREATE TABLE invoice_lines (
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  position INTEGER NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (invoice_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE billed_holds (
  hold_seq INTEGER PRIMARY KEY,
  invoice_id TEXT NOT NULL REFERENCES invoices (id)
) STRICT;
CREATE INDEX billed_holds_of_invoice ON billed_holds (invoice_id);
