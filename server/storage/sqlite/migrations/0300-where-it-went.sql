-- From which store the ledger in this file came, and to which it went. One that went is not served here any more, unless it was taken back.
CREATE TABLE moves (
  id INTEGER PRIMARY KEY,
  direction TEXT NOT NULL CHECK (direction IN ('from', 'to')),
  store TEXT NOT NULL CHECK (store <> ''),
  at INTEGER NOT NULL,
  taken_back_at INTEGER CHECK (taken_back_at IS NULL OR direction = 'to')
) STRICT;
