-- Ends of holds that the ledger could not take when they came, for whichever node gets to them first. A row goes when its hold has ended.
CREATE TABLE settlements (
  hold_id text COLLATE "C" PRIMARY KEY,
  holder text NOT NULL CHECK (holder <> ''),
  ending json NOT NULL,
  attempts bigint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_at bigint NOT NULL
);
CREATE INDEX settlements_due ON settlements (next_at);
