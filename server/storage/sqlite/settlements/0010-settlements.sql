-- Ends of locks that the ledger could not take yet; a row goes when the ledger has taken it.
CREATE TABLE settlements (
  hold_id TEXT PRIMARY KEY,
  wallet TEXT NOT NULL CHECK (length(wallet) = 64),
  digest TEXT,
  ending TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX settlements_due ON settlements (next_at);
