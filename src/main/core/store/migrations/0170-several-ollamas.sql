-- A person may have several Ollamas. What there is from before belongs to the one that there was, whose id is 'first'.
-- The list itself stands in the settings.

-- Of a local `model`.
ALTER TABLE chats ADD COLUMN ollama TEXT NOT NULL DEFAULT 'first';

-- Which one answered, and how it was called then; NULL of hosted answers and of those from before.
ALTER TABLE answers ADD COLUMN ollama TEXT;
ALTER TABLE answers ADD COLUMN ollama_name TEXT;

-- Two Ollamas may be given the same model.
CREATE TABLE downloads_new (
  ollama TEXT NOT NULL,
  name TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'paused', 'failed')),
  -- Why it failed, as JSON.
  trouble TEXT CHECK (trouble IS NULL OR json_valid(trouble)),
  -- As last told, for a bar that need not begin anew.
  completed_bytes INTEGER NOT NULL CHECK (completed_bytes >= 0),
  total_bytes INTEGER NOT NULL CHECK (total_bytes >= 0),
  PRIMARY KEY (ollama, name),
  CHECK ((state = 'failed') = (trouble IS NOT NULL))
) STRICT;
INSERT INTO downloads_new (ollama, name, asked_at, state, trouble, completed_bytes, total_bytes)
SELECT 'first', name, asked_at, state, trouble, completed_bytes, total_bytes FROM downloads ORDER BY asked_at, rowid;
DROP TABLE downloads;
ALTER TABLE downloads_new RENAME TO downloads;

CREATE TABLE model_removals_new (
  ollama TEXT NOT NULL,
  name TEXT NOT NULL,
  goes_at INTEGER NOT NULL,
  -- going: Ollama has been asked, or was about to be.
  state TEXT NOT NULL CHECK (state IN ('waiting', 'going')),
  PRIMARY KEY (ollama, name)
) STRICT;
INSERT INTO model_removals_new (ollama, name, goes_at, state) SELECT 'first', name, goes_at, state FROM model_removals;
DROP TABLE model_removals;
ALTER TABLE model_removals_new RENAME TO model_removals;
