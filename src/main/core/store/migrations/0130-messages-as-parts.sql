-- A message is a list of parts: until here it was one text, and an answer had one text of thoughts beside it.
CREATE TABLE parts (
  seq INTEGER PRIMARY KEY,
  message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  kind TEXT NOT NULL CHECK (kind IN ('text', 'thinking', 'image', 'file', 'tool_call', 'tool_result')),
  -- How long the model thought, in milliseconds; NULL: not known.
  ms INTEGER CHECK (ms IS NULL OR (ms >= 0 AND kind = 'thinking')),
  -- Of the other kinds: all that is said of them, as JSON. What they contain stands in `files`.
  body TEXT CHECK (body IS NULL OR json_valid(body)),
  text TEXT,
  UNIQUE (message_seq, position),
  CHECK ((kind IN ('text', 'thinking')) = (text IS NOT NULL)),
  CHECK ((text IS NULL) = (body IS NOT NULL))
) STRICT;

INSERT INTO parts (message_seq, position, kind, text)
  SELECT m.seq, 0, 'thinking', a.thinking FROM messages m JOIN answers a ON a.message_id = m.id WHERE a.thinking <> '';
INSERT INTO parts (message_seq, position, kind, text)
  SELECT m.seq, (SELECT count(*) FROM parts p WHERE p.message_seq = m.seq), 'text', m.text FROM messages m WHERE m.text <> '';

ALTER TABLE messages DROP COLUMN text;
ALTER TABLE answers DROP COLUMN thinking;

-- What images and files contain, once each: the id is the SHA-256 of the content, in hexadecimal.
-- Of a file it is the text that models are given, in UTF-8.
CREATE TABLE files (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length(id) = 64),
  -- So long it stays though no message names it: it may stand in a draft.
  kept_until INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT;

CREATE INDEX files_by_kept_until ON files (kept_until);

-- Which messages name which files, in whatever part.
CREATE TABLE message_files (
  message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  file_id TEXT NOT NULL REFERENCES files (id),
  PRIMARY KEY (message_seq, file_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_files_by_file ON message_files (file_id);
