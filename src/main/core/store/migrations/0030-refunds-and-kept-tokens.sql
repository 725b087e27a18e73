-- Purchases that can be disputed, partly given back, or of an amount of one's own; and the tokens that were put aside.
-- Times are epoch milliseconds. No token ever stands here, only SHA-256 sums of tokens.

CREATE TABLE purchases_new (
  seq INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL UNIQUE,
  origin TEXT NOT NULL,
  provider TEXT NOT NULL,
  -- Both NULL for an amount of one's own.
  pack_id TEXT,
  pack_name TEXT,
  amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
  currency TEXT NOT NULL,
  credits_microcredits INTEGER NOT NULL CHECK (credits_microcredits >= 0),
  -- As the server last told it, and `claimed` where it says paid and the credits are ours.
  state TEXT NOT NULL CHECK (state IN ('starting', 'open', 'seen', 'declined', 'paid', 'claimed', 'expired', 'failed', 'disputed', 'refunded')),
  -- 1 once the credits were ours, whatever became of them afterwards.
  is_claimed INTEGER NOT NULL DEFAULT 0 CHECK (is_claimed IN (0, 1)),
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
  -- What kind of page the address is: the server's own, its form for a card, another's, or the page of an invoice.
  checkout_kind TEXT CHECK (checkout_kind IN ('page', 'card', 'elsewhere', 'invoice')),
  -- The ways to pay an invoice, as the page draws them; NULL for other checkouts.
  invoice_methods TEXT CHECK (invoice_methods IS NULL OR json_valid(invoice_methods)),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  paid_at INTEGER,
  refunded_cents INTEGER NOT NULL DEFAULT 0 CHECK (refunded_cents >= 0),
  -- What went back, as the server last told it to the holder of the token.
  refunds TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(refunds)),
  updated_at INTEGER NOT NULL,
  CHECK ((token_hash IS NULL) = (token_entry IS NULL) AND (token_hash IS NULL) = (token_place IS NULL)),
  CHECK (state = 'starting' OR token_hash IS NOT NULL)
) STRICT;

INSERT INTO purchases_new (seq, order_id, origin, provider, pack_id, pack_name, amount_cents, currency, credits_microcredits,
  state, is_claimed, is_abandoned, trouble, token_place, token_entry, token_hash, is_entry_stale, checkout_url, checkout_kind,
  created_at, expires_at, paid_at, updated_at)
SELECT seq, order_id, origin, provider, pack_id, pack_name, amount_cents, currency, credits_microcredits,
  state, state = 'claimed', is_abandoned, trouble, token_place, token_entry, token_hash, is_entry_stale, checkout_url,
  -- Until now every checkout was a page of the server's own.
  CASE WHEN checkout_url IS NULL THEN NULL ELSE 'page' END,
  created_at, expires_at, CASE WHEN state = 'claimed' THEN updated_at ELSE NULL END, updated_at
FROM purchases;

DROP TABLE purchases;
ALTER TABLE purchases_new RENAME TO purchases;

-- Tokens that paid at a server and were put aside, never destroyed.
CREATE TABLE kept_tokens (
  origin TEXT NOT NULL,
  token_hash TEXT NOT NULL CHECK (length(token_hash) = 64),
  place TEXT NOT NULL CHECK (place IN ('keychain', 'memory', 'file')),
  -- The name it is kept under.
  entry TEXT NOT NULL,
  kept_at INTEGER NOT NULL,
  -- In microcredits, as last told by the server while it was in use; NULL when it never was.
  balance_microcredits INTEGER CHECK (balance_microcredits IS NULL OR balance_microcredits >= 0),
  PRIMARY KEY (origin, token_hash)
) STRICT;

-- Tokens put aside by earlier versions are known where a purchase was made with them.
INSERT INTO kept_tokens (origin, token_hash, place, entry, kept_at)
SELECT origin, token_hash, token_place, token_entry, max(updated_at) FROM purchases
WHERE token_entry LIKE 'former:%' GROUP BY origin, token_hash;
