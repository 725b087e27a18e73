-- A chat that nobody has named, and whose question shows no word, was called "New chat" in English. It has no title from here on, and
-- the page says what it is called. A title that was taken from a question stays.
UPDATE chats SET title = ''
WHERE title = 'New chat' AND is_named = 0
  AND NOT EXISTS (SELECT 1 FROM messages WHERE chat_id = chats.id AND role = 'user' AND instr(text, 'New chat') > 0);
DELETE FROM title_index WHERE rowid IN (SELECT seq FROM chats WHERE title = '');

-- Rows of run_charges that this app cannot read, whole and as JSON, so that one of them never keeps the app from starting.
CREATE TABLE run_charges_put_aside (
  run_id TEXT PRIMARY KEY NOT NULL,
  entry TEXT NOT NULL CHECK (json_valid(entry)),
  put_aside_at INTEGER NOT NULL
) STRICT;
