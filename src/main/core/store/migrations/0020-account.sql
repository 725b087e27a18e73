-- Who this installation is, what its runs cost, and what was bought.
-- Times are epoch milliseconds. No token ever stands here, only SHA-256 sums of tokens.

-- The client id, and where the person wants secrets kept.
CREATE TABLE account_facts (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT;

-- The active token of each server: where it is kept and its sum.
CREATE TABLE active_tokens (
  origin TEXT PRIMARY KEY NOT NULL,
  place TEXT NOT NULL CHECK (place IN ('keychain', 'memory', 'file')),
  token_hash TEXT NOT NULL CHECK (length(token_hash) = 64)
) STRICT;

-- Every run that asked to be paid for, and the outbox of how it ended.
CREATE TABLE run_charges (
  run_id TEXT PRIMARY KEY NOT NULL,
  origin TEXT NOT NULL,
  -- Whose hold it is: the sum of the token it was asked with; NULL for the free allowance.
  token_hash TEXT,
  -- asked: the answer is not known. held: reserved. grace: counted here. refused: the server said no.
  funding TEXT NOT NULL CHECK (funding IN ('asked', 'held', 'grace', 'refused')),
  source TEXT CHECK (source IN ('pro', 'free', 'plan')),
  -- How it ends, written before the server is told.
  ending TEXT CHECK (ending IS NULL OR json_valid(ending)),
  -- 1 while the server has still to be told.
  is_pending INTEGER NOT NULL DEFAULT 0 CHECK (is_pending IN (0, 1)),
  -- What came of it, as the page sees it; NULL until known.
  charge TEXT CHECK (charge IS NULL OR json_valid(charge)),
  -- The server's last no.
  note TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (is_pending = 0 OR ending IS NOT NULL)
) STRICT;

CREATE INDEX run_charges_pending ON run_charges (origin, created_at) WHERE is_pending = 1;

-- Messages that were answered while no server could be reached, by local day (YYYY-MM-DD).
CREATE TABLE grace_messages (
  run_id TEXT PRIMARY KEY NOT NULL,
  day TEXT NOT NULL,
  counted_at INTEGER NOT NULL
) STRICT;

CREATE INDEX grace_messages_by_day ON grace_messages (day);

CREATE TABLE purchases (
  seq INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE,
  origin TEXT NOT NULL,
  provider TEXT NOT NULL,
  pack_id TEXT NOT NULL,
  pack_name TEXT NOT NULL,
  amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
  currency TEXT NOT NULL,
  credits_microcredits INTEGER NOT NULL CHECK (credits_microcredits >= 0),
  state TEXT NOT NULL CHECK (state IN ('starting', 'open', 'seen', 'declined', 'paid', 'claimed', 'expired', 'failed', 'refunded')),
  -- 1 once the person turned away; money that comes in all the same is still claimed.
  is_abandoned INTEGER NOT NULL DEFAULT 0 CHECK (is_abandoned IN (0, 1)),
  trouble TEXT,
  -- The token this order credits: where it is kept, under which name, and its sum. NULL until it is kept.
  token_place TEXT CHECK (token_place IN ('keychain', 'memory', 'file')),
  token_entry TEXT,
  token_hash TEXT CHECK (token_hash IS NULL OR length(token_hash) = 64),
  -- 1 while a pending entry that is no longer needed waits to be removed.
  is_entry_stale INTEGER NOT NULL DEFAULT 0 CHECK (is_entry_stale IN (0, 1)),
  checkout_url TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  updated_at INTEGER NOT NULL,
  CHECK ((token_hash IS NULL) = (token_entry IS NULL) AND (token_hash IS NULL) = (token_place IS NULL)),
  CHECK (state = 'starting' OR token_hash IS NOT NULL)
) STRICT;
