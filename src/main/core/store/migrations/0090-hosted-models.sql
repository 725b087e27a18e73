-- Models that the operator of the companion server hosts, beside those of this person's own Ollama.
ALTER TABLE chats ADD COLUMN venue TEXT NOT NULL DEFAULT 'local' CHECK (venue IN ('local', 'hosted'));
-- The server that may be sent the chat, as the person agreed to; NULL: nobody was asked.
ALTER TABLE chats ADD COLUMN shared_with TEXT;

-- One more place where an answer can be made.
ALTER TABLE answers ADD COLUMN made_at TEXT
  CHECK (made_at IS NULL OR made_at IN ('this_computer', 'other_computer', 'cloud', 'operator'));
UPDATE answers SET made_at = place;
ALTER TABLE answers DROP COLUMN place;
ALTER TABLE answers RENAME COLUMN made_at TO place;
-- What else is to be said of an answer, as JSON.
ALTER TABLE answers ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';

-- The server itself holds for a run of a hosted model, and says what it came to.
ALTER TABLE run_charges ADD COLUMN venue TEXT NOT NULL DEFAULT 'local' CHECK (venue IN ('local', 'hosted'));
