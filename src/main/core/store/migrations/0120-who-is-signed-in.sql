-- Who is signed in at each server, and who pays there. No token stands here, only SHA-256 sums that name a person: of the issuer
-- and of what it calls them.
CREATE TABLE sign_ins (
  origin TEXT PRIMARY KEY NOT NULL,
  person_id TEXT NOT NULL CHECK (length(person_id) = 64),
  -- Where what renews the session is kept; NULL: the session is over.
  place TEXT CHECK (place IN ('keychain', 'memory')),
  -- Why it is over, where nobody has signed out.
  ended TEXT CHECK (ended IN ('revoked', 'ran_out', 'restarted', 'lost')),
  payer TEXT NOT NULL CHECK (payer IN ('computer', 'account')),
  CHECK ((place IS NULL) = (ended IS NOT NULL))
) STRICT;

-- Whose hold it is, where a person paid and no token.
ALTER TABLE run_charges ADD COLUMN person_id TEXT CHECK (person_id IS NULL OR (length(person_id) = 64 AND token_hash IS NULL));
