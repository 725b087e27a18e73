-- A purchase may credit a person who is signed in, or their team, and no token at all. Such a purchase has no token and is never
-- claimed: its credits are theirs as soon as it is paid.
-- Times are epoch milliseconds. No token ever stands here, only SHA-256 sums of tokens and of what names a person.

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
  -- As the server last told it, and `claimed` where it says paid and the credits are there.
  state TEXT NOT NULL CHECK (state IN ('starting', 'open', 'seen', 'declined', 'paid', 'claimed', 'expired', 'failed', 'disputed', 'refunded')),
  -- 1 once the credits were there, whatever became of them afterwards.
  is_claimed INTEGER NOT NULL DEFAULT 0 CHECK (is_claimed IN (0, 1)),
  -- 1 once the person turned away; money that comes in all the same is still credited.
  is_abandoned INTEGER NOT NULL DEFAULT 0 CHECK (is_abandoned IN (0, 1)),
  trouble TEXT,
  -- Whom it credits. computer: the token kept here. me: the person of `person_id`. team: the team that this person's sign-in named.
  payee TEXT NOT NULL DEFAULT 'computer' CHECK (payee IN ('computer', 'me', 'team')),
  person_id TEXT CHECK (person_id IS NULL OR length(person_id) = 64),
  team_id TEXT,
  -- As it was called then.
  team_name TEXT,
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
  -- What went back, as the server last told it to whoever may know.
  refunds TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(refunds)),
  updated_at INTEGER NOT NULL,
  CHECK ((token_hash IS NULL) = (token_entry IS NULL) AND (token_hash IS NULL) = (token_place IS NULL)),
  CHECK ((payee = 'computer') = (person_id IS NULL)),
  CHECK ((payee = 'team') = (team_id IS NOT NULL) AND (team_id IS NULL) = (team_name IS NULL)),
  CHECK (payee = 'computer' OR token_hash IS NULL),
  CHECK (state = 'starting' OR payee <> 'computer' OR token_hash IS NOT NULL)
) STRICT;

INSERT INTO purchases_new (seq, order_id, origin, provider, pack_id, pack_name, amount_cents, currency, credits_microcredits,
  state, is_claimed, is_abandoned, trouble, token_place, token_entry, token_hash, is_entry_stale, checkout_url, checkout_kind,
  invoice_methods, created_at, expires_at, paid_at, refunded_cents, refunds, updated_at)
SELECT seq, order_id, origin, provider, pack_id, pack_name, amount_cents, currency, credits_microcredits,
  state, is_claimed, is_abandoned, trouble, token_place, token_entry, token_hash, is_entry_stale, checkout_url, checkout_kind,
  invoice_methods, created_at, expires_at, paid_at, refunded_cents, refunds, updated_at
FROM purchases;

DROP TABLE purchases;
ALTER TABLE purchases_new RENAME TO purchases;
