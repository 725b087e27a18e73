-- Teams with their members, and API keys.

-- Teams are never removed: a team without its row has a wallet that nobody may spend from.
CREATE TABLE teams (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  admits TEXT NOT NULL CHECK (admits IN ('members', 'named')),
  named_limit INTEGER CHECK (named_limit >= 0),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The row of a member who was removed stays, so that nobody's word but a keeper's brings them back.
CREATE TABLE team_members (
  team_id TEXT NOT NULL REFERENCES teams (id),
  user_id TEXT NOT NULL CHECK (user_id <> ''),
  role TEXT NOT NULL CHECK (role IN ('owner', 'member')),
  monthly_limit INTEGER CHECK (monthly_limit >= 0),
  removed_at INTEGER,
  PRIMARY KEY (team_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX team_members_by_user ON team_members (user_id);

-- The key itself is nowhere. `seq` is the order of making.
CREATE TABLE api_keys (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  last4 TEXT NOT NULL CHECK (length(last4) = 4),
  kind TEXT NOT NULL CHECK (kind IN ('user', 'team', 'service')),
  user_id TEXT CHECK (user_id <> ''),
  team_id TEXT REFERENCES teams (id),
  name TEXT NOT NULL CHECK (name <> ''),
  budget_limit INTEGER CHECK (budget_limit >= 0),
  budget_every TEXT CHECK (budget_every IN ('1d', '7d', '30d', 'month')),
  budget_zone TEXT NOT NULL,
  models TEXT CHECK (json_valid(models)),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER,
  CHECK (
    CASE kind
      WHEN 'user' THEN user_id IS NOT NULL AND team_id IS NULL
      WHEN 'team' THEN team_id IS NOT NULL
      ELSE user_id IS NULL AND team_id IS NULL
    END
  )
) STRICT;

CREATE INDEX api_keys_of_user ON api_keys (user_id, seq) WHERE user_id IS NOT NULL;
CREATE INDEX api_keys_of_team ON api_keys (team_id, seq) WHERE team_id IS NOT NULL;

-- Whose key it is and what it opens never changes; another key is made instead.
CREATE TRIGGER api_keys_keep_their_terms BEFORE UPDATE OF hash, kind, user_id, team_id, budget_limit, budget_every, budget_zone, models, created_at, expires_at ON api_keys
BEGIN SELECT RAISE(ABORT, 'the terms of an API key stay'); END;
CREATE TRIGGER api_keys_stay_revoked BEFORE UPDATE OF revoked_at ON api_keys WHEN OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NOT OLD.revoked_at
BEGIN SELECT RAISE(ABORT, 'a revoked API key stays revoked'); END;
