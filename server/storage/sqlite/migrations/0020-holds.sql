-- Charges in two steps, the refusals remembered by their ids, and the counts of the free allowance.

-- Rows stand in the order they were made and a small index finds them by id: ids that are not in the order of time then
-- touch few pages of the index, instead of as many pages of rows as there are commands in a group.
CREATE TABLE holds (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  holder TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held', 'captured', 'released', 'expired')),
  model TEXT NOT NULL,
  venue TEXT NOT NULL CHECK (venue IN ('local', 'hosted')),
  price TEXT NOT NULL,
  wallet_id TEXT,
  counted TEXT,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  captured INTEGER NOT NULL CHECK (captured BETWEEN 0 AND amount),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
  ended_at INTEGER,
  outcome TEXT,
  prompt_tokens INTEGER NOT NULL CHECK (prompt_tokens >= 0),
  completion_tokens INTEGER NOT NULL CHECK (completion_tokens >= 0),
  duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
  CHECK ((state = 'held') = (ended_at IS NULL)),
  CHECK (state = 'captured' OR captured = 0),
  CHECK ((wallet_id IS NULL) <> (counted IS NULL))
) STRICT;

CREATE INDEX holds_open ON holds (expires_at) WHERE state = 'held';

CREATE TRIGGER holds_end_once BEFORE UPDATE ON holds WHEN OLD.state <> 'held' BEGIN SELECT RAISE(ABORT, 'a hold ends once'); END;

CREATE TABLE refusals (
  id TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  model TEXT NOT NULL,
  venue TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  resets_at INTEGER,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX refusals_by_age ON refusals (at);

CREATE TABLE allowances (
  key TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  used INTEGER NOT NULL CHECK (used >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX allowances_by_age ON allowances (started_at);
