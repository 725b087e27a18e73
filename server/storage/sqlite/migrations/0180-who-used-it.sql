-- Who used what a hold is for, whoever pays for it, and what the use came to by its price. A token and an anonymous person are
-- nobody, and cost neither index a row.
ALTER TABLE holds ADD COLUMN user_id TEXT CHECK (user_id <> '');
ALTER TABLE holds ADD COLUMN team_id TEXT CHECK (team_id <> '');
ALTER TABLE holds ADD COLUMN api_key_id TEXT CHECK (api_key_id <> '');
ALTER TABLE holds ADD COLUMN worth INTEGER NOT NULL DEFAULT 0 CHECK (worth >= 0);

-- What earlier holds say about it. A message that a plan or the free allowance gave has no amount, and stays at 0.
DROP TRIGGER holds_end_once;
UPDATE holds SET worth = max(captured, day_counted) WHERE state = 'captured' AND (captured > 0 OR day_counted > 0);
UPDATE holds SET user_id = substr(holder, 6) WHERE holder LIKE 'user:_%';
UPDATE holds SET user_id = substr(holder, 13) WHERE holder LIKE 'hosted:user:_%';
UPDATE holds SET team_id = substr(holder, 5) WHERE holder LIKE 'org:_%';
UPDATE holds SET team_id = substr(holder, 12) WHERE holder LIKE 'hosted:org:_%';
CREATE TRIGGER holds_end_once BEFORE UPDATE ON holds WHEN OLD.state <> 'held' BEGIN SELECT RAISE(ABORT, 'a hold ends once'); END;

CREATE INDEX holds_of_user ON holds (user_id, created_at) WHERE user_id IS NOT NULL;
CREATE INDEX holds_of_team ON holds (team_id, created_at) WHERE team_id IS NOT NULL;
