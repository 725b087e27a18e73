-- How the models of a chat are asked, and presets of it. Parameters are JSON; what is left to the model is null or missing.
CREATE TABLE presets (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''),
  parameters TEXT NOT NULL CHECK (json_valid(parameters)),
  -- New chats begin with it.
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
  created_at INTEGER NOT NULL,
  -- Set while it can still be restored.
  removed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX presets_default ON presets (is_default) WHERE is_default = 1;

-- A chat without a row leaves everything to the model.
CREATE TABLE chat_parameters (
  chat_id TEXT PRIMARY KEY NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  parameters TEXT NOT NULL CHECK (json_valid(parameters))
) STRICT, WITHOUT ROWID;
