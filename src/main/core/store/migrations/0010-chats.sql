-- Chats, their messages as a tree, the journal of runs, and the search index.
-- Times are epoch milliseconds; ids are UUIDs made by the page.

CREATE TABLE chats (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  -- 1 once a person has named it: then no question renames it.
  is_named INTEGER NOT NULL DEFAULT 0 CHECK (is_named IN (0, 1)),
  model TEXT,
  leaf_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- Set while the chat can still be restored.
  removed_at INTEGER
) STRICT;

CREATE INDEX chats_by_update ON chats (updated_at DESC);
CREATE INDEX chats_removed ON chats (removed_at) WHERE removed_at IS NOT NULL;

CREATE TABLE messages (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_by_chat ON messages (chat_id, seq);
CREATE INDEX messages_by_parent ON messages (parent_id);

-- What an assistant's message has beyond its text.
CREATE TABLE answers (
  message_id TEXT PRIMARY KEY NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  run_id TEXT NOT NULL UNIQUE,
  model TEXT NOT NULL,
  thinking TEXT NOT NULL,
  state TEXT NOT NULL CHECK (json_valid(state)),
  is_streaming INTEGER NOT NULL CHECK (is_streaming IN (0, 1)),
  counts TEXT CHECK (counts IS NULL OR json_valid(counts)),
  charge TEXT NOT NULL CHECK (json_valid(charge)),
  -- What the meter has still to be told; NULL once it knows.
  owed TEXT CHECK (owed IS NULL OR json_valid(owed)),
  ended_at INTEGER,
  CHECK ((is_streaming = 1) = (ended_at IS NULL))
) STRICT;

-- A chat answers one question at a time.
CREATE UNIQUE INDEX answers_streaming ON answers (chat_id) WHERE is_streaming = 1;
CREATE INDEX answers_owed ON answers (message_id) WHERE owed IS NOT NULL;
CREATE INDEX answers_by_chat ON answers (chat_id);
CREATE INDEX answers_by_end ON answers (ended_at) WHERE ended_at IS NOT NULL;

-- The numbered events of a run, kept for a day after its end so that a watcher can pick up where it left off.
CREATE TABLE run_events (
  run_id TEXT NOT NULL REFERENCES answers (run_id) ON DELETE CASCADE,
  n INTEGER NOT NULL CHECK (n >= 1),
  event TEXT NOT NULL CHECK (json_valid(event)),
  -- How many pieces the model sent for it: about as many tokens.
  pieces INTEGER NOT NULL CHECK (pieces >= 0),
  at INTEGER NOT NULL,
  PRIMARY KEY (run_id, n)
) STRICT, WITHOUT ROWID;

-- rowid is the seq of the message or chat. The texts are prepared for indexing by the app, so the index holds no copy.
CREATE VIRTUAL TABLE message_index USING fts5 (
  text,
  content = '',
  contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '2 3'
);

CREATE VIRTUAL TABLE title_index USING fts5 (
  text,
  content = '',
  contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '2 3'
);
