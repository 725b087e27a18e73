-- Daily limits in money: what was used in each window, what each hold counts in its own, and the answers that went beyond.

-- As in plan_counters, a row is one window, which its end names; under another end it counts from nothing.
CREATE TABLE plan_spending (
  key TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL,
  used INTEGER NOT NULL CHECK (used >= 0),
  settled INTEGER NOT NULL CHECK (settled >= 0),
  overdrawn INTEGER NOT NULL CHECK (overdrawn >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX plan_spending_by_age ON plan_spending (ends_at);

ALTER TABLE holds ADD COLUMN is_on_grace INTEGER NOT NULL DEFAULT 0 CHECK (is_on_grace IN (0, 1));
-- The terms, as JSON with the window's key and end; and what the hold comes to in that window.
ALTER TABLE holds ADD COLUMN day TEXT CHECK (json_valid(day));
ALTER TABLE holds ADD COLUMN day_counted INTEGER NOT NULL DEFAULT 0 CHECK (day_counted >= 0);

-- For the audit, which reads all that it adds up from this index alone.
CREATE INDEX holds_of_plan_spending
  ON holds (json_extract(day, '$.window.key'), json_extract(day, '$.window.endsAt'), state, day_counted)
  WHERE day IS NOT NULL;

CREATE TABLE overdrafts (
  hold_id TEXT PRIMARY KEY REFERENCES holds (id),
  subject TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  limit_amount INTEGER NOT NULL CHECK (limit_amount >= 0),
  over INTEGER NOT NULL CHECK (over > 0),
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX overdrafts_by_subject ON overdrafts (subject, at);
CREATE INDEX overdrafts_by_time ON overdrafts (at);
