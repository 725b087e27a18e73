-- Which of several Ollamas answered stands in the index that reports are made of, and in the sums of deleted chats. What those hold
-- from before does not say it.
DROP INDEX answers_by_end;
CREATE INDEX answers_by_end ON answers
  (ended_at, model, place, ollama, ollama_name, outcome, prompt_tokens, completion_tokens, microcredits)
  WHERE ended_at IS NOT NULL;

DROP TRIGGER answers_deleted;

CREATE TABLE usage_of_deleted_new (
  -- When the quarter of an hour began, in epoch milliseconds.
  ended_at INTEGER NOT NULL,
  model TEXT NOT NULL,
  -- Empty where it was not known.
  place TEXT NOT NULL,
  -- The id of the Ollama that answered, and how it was called; empty where none did, or it is not known.
  ollama TEXT NOT NULL,
  ollama_name TEXT NOT NULL,
  messages INTEGER NOT NULL CHECK (messages > 0),
  -- Of these, how many have no counts of tokens.
  uncounted INTEGER NOT NULL CHECK (uncounted >= 0),
  prompt_tokens INTEGER NOT NULL CHECK (prompt_tokens >= 0),
  completion_tokens INTEGER NOT NULL CHECK (completion_tokens >= 0),
  microcredits INTEGER NOT NULL CHECK (microcredits >= 0),
  PRIMARY KEY (ended_at, model, place, ollama, ollama_name)
) STRICT, WITHOUT ROWID;
INSERT INTO usage_of_deleted_new
SELECT ended_at, model, place, '', '', messages, uncounted, prompt_tokens, completion_tokens, microcredits FROM usage_of_deleted;
DROP TABLE usage_of_deleted;
ALTER TABLE usage_of_deleted_new RENAME TO usage_of_deleted;

CREATE TRIGGER answers_deleted AFTER DELETE ON answers
WHEN OLD.ended_at IS NOT NULL AND OLD.outcome NOT IN ('failed', 'refused')
BEGIN
  INSERT INTO usage_of_deleted (
    ended_at, model, place, ollama, ollama_name, messages, uncounted, prompt_tokens, completion_tokens, microcredits
  )
  VALUES (
    OLD.ended_at - OLD.ended_at % 900000, OLD.model, coalesce(OLD.place, ''), coalesce(OLD.ollama, ''), coalesce(OLD.ollama_name, ''),
    1, OLD.completion_tokens IS NULL,
    coalesce(max(OLD.prompt_tokens, 0), 0), coalesce(max(OLD.completion_tokens, 0), 0), coalesce(max(OLD.microcredits, 0), 0)
  )
  ON CONFLICT (ended_at, model, place, ollama, ollama_name) DO UPDATE SET
    messages = messages + excluded.messages,
    uncounted = uncounted + excluded.uncounted,
    prompt_tokens = prompt_tokens + excluded.prompt_tokens,
    completion_tokens = completion_tokens + excluded.completion_tokens,
    microcredits = microcredits + excluded.microcredits;
END;
