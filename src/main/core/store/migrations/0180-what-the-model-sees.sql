-- What is no longer sent of a chat: turns that a person left out, and those that a summary stands for.
CREATE TABLE context_left_out (
  message_id TEXT PRIMARY KEY NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX context_left_out_by_chat ON context_left_out (chat_id);

CREATE TABLE context_summaries (
  id TEXT PRIMARY KEY NOT NULL,
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  -- The last message that it stands for; NULL: it was carried over from another chat.
  upto_id TEXT REFERENCES messages (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('summary', 'turns')),
  text TEXT NOT NULL CHECK (text <> ''),
  model TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX context_summaries_by_chat ON context_summaries (chat_id);

-- When any of it last changed: token counts of earlier answers say nothing of what is sent since.
CREATE TABLE context_changes (
  chat_id TEXT PRIMARY KEY NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
