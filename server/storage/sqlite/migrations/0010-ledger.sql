-- Accounts with their cached sums, and the append-only record from which every sum can be made again.
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  owner TEXT UNIQUE,
  balance INTEGER NOT NULL DEFAULT 0 CHECK (balance BETWEEN -9007199254740991 AND 9007199254740991),
  held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
  created_at INTEGER NOT NULL,
  CHECK ((name LIKE 'wallet:%') = (owner IS NOT NULL)),
  CHECK (owner IS NOT NULL OR held = 0),
  CHECK (owner IS NULL OR (balance >= 0 AND held <= balance))
) STRICT;

CREATE TABLE transfers (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  from_account INTEGER NOT NULL REFERENCES accounts (id),
  to_account INTEGER NOT NULL REFERENCES accounts (id),
  amount INTEGER NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  CHECK (from_account <> to_account)
) STRICT;

-- Kept in the order of the account, so that one wallet's ledger is one run of pages however large the whole is.
CREATE TABLE entries (
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  transfer_id INTEGER NOT NULL REFERENCES transfers (id),
  delta INTEGER NOT NULL CHECK (delta <> 0),
  balance_after INTEGER NOT NULL,
  PRIMARY KEY (account_id, transfer_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER transfers_keep_their_words BEFORE UPDATE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;
CREATE TRIGGER transfers_stay BEFORE DELETE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;
CREATE TRIGGER entries_keep_their_words BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_stay BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'accounts are never deleted'); END;
