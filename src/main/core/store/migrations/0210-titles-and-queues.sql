-- Whether a model was asked for the chat's title. Chats of earlier versions keep the names that they have.
ALTER TABLE chats ADD COLUMN is_title_asked INTEGER NOT NULL DEFAULT 0 CHECK (is_title_asked IN (0, 1));

UPDATE chats SET is_title_asked = 1;

-- Questions that wait for the answer before theirs, in the order in which they were put there. They become messages when they are sent.
CREATE TABLE queued_messages (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  run_id TEXT NOT NULL UNIQUE,
  answer_id TEXT NOT NULL UNIQUE,
  parts TEXT NOT NULL CHECK (json_valid(parts)),
  model TEXT NOT NULL,
  venue TEXT NOT NULL CHECK (venue IN ('local', 'hosted')),
  -- The server that the person has agreed to send it to; NULL: nobody was asked.
  shares_with TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX queued_messages_by_chat ON queued_messages (chat_id);

-- What they bring stays in the store for as long as they wait.
CREATE TABLE queued_files (
  message_id TEXT NOT NULL REFERENCES queued_messages (id) ON DELETE CASCADE,
  file_id TEXT NOT NULL REFERENCES files (id),
  PRIMARY KEY (message_id, file_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX queued_files_by_file ON queued_files (file_id);
