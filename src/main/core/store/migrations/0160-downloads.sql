-- Models on their way to Ollama, so that they go on after a restart. What has arrived lies with Ollama, not here.
CREATE TABLE downloads (
  name TEXT PRIMARY KEY NOT NULL,
  asked_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'paused', 'failed')),
  -- Why it failed, as JSON.
  trouble TEXT CHECK (trouble IS NULL OR json_valid(trouble)),
  -- As last told, for a bar that need not begin anew.
  completed_bytes INTEGER NOT NULL CHECK (completed_bytes >= 0),
  total_bytes INTEGER NOT NULL CHECK (total_bytes >= 0),
  CHECK ((state = 'failed') = (trouble IS NOT NULL))
) STRICT;

-- Models on their way out. A row that is taken back is gone before the page hears of it.
CREATE TABLE model_removals (
  name TEXT PRIMARY KEY NOT NULL,
  goes_at INTEGER NOT NULL,
  -- going: Ollama has been asked, or was about to be.
  state TEXT NOT NULL CHECK (state IN ('waiting', 'going'))
) STRICT;
