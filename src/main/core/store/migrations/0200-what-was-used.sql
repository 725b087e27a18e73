-- What an answer comes to for the usage page, as numbers in one index: from the JSON of 200,000 answers it takes seven times as long.
-- An answer counts on the day of its end.
ALTER TABLE answers ADD COLUMN outcome TEXT AS (state ->> '$.kind');
ALTER TABLE answers ADD COLUMN prompt_tokens INTEGER AS (CAST(counts ->> '$.promptTokens' AS INTEGER));
ALTER TABLE answers ADD COLUMN completion_tokens INTEGER AS (CAST(counts ->> '$.completionTokens' AS INTEGER));
-- Credits that were paid: what the free allowance or a plan covers costs none.
ALTER TABLE answers ADD COLUMN microcredits INTEGER AS (
  CASE WHEN charge ->> '$.kind' = 'captured' AND charge ->> '$.source' = 'pro' THEN CAST(charge ->> '$.microcredits' AS INTEGER) END
);

DROP INDEX answers_by_end;
CREATE INDEX answers_by_end ON answers (ended_at, model, place, outcome, prompt_tokens, completion_tokens, microcredits)
  WHERE ended_at IS NOT NULL;

-- The same of answers whose chats are deleted for good: sums for a quarter of an hour, for every time zone is a number of those off.
-- No word of a chat stands here, and nothing that names it.
CREATE TABLE usage_of_deleted (
  -- When the quarter of an hour began, in epoch milliseconds.
  ended_at INTEGER NOT NULL,
  model TEXT NOT NULL,
  -- Empty where it was not known.
  place TEXT NOT NULL,
  messages INTEGER NOT NULL CHECK (messages > 0),
  -- Of these, how many have no counts of tokens.
  uncounted INTEGER NOT NULL CHECK (uncounted >= 0),
  prompt_tokens INTEGER NOT NULL CHECK (prompt_tokens >= 0),
  completion_tokens INTEGER NOT NULL CHECK (completion_tokens >= 0),
  microcredits INTEGER NOT NULL CHECK (microcredits >= 0),
  PRIMARY KEY (ended_at, model, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER answers_deleted AFTER DELETE ON answers
WHEN OLD.ended_at IS NOT NULL AND OLD.outcome NOT IN ('failed', 'refused')
BEGIN
  INSERT INTO usage_of_deleted (ended_at, model, place, messages, uncounted, prompt_tokens, completion_tokens, microcredits)
  VALUES (
    OLD.ended_at - OLD.ended_at % 900000, OLD.model, coalesce(OLD.place, ''), 1, OLD.completion_tokens IS NULL,
    coalesce(max(OLD.prompt_tokens, 0), 0), coalesce(max(OLD.completion_tokens, 0), 0), coalesce(max(OLD.microcredits, 0), 0)
  )
  ON CONFLICT (ended_at, model, place) DO UPDATE SET
    messages = messages + excluded.messages,
    uncounted = uncounted + excluded.uncounted,
    prompt_tokens = prompt_tokens + excluded.prompt_tokens,
    completion_tokens = completion_tokens + excluded.completion_tokens,
    microcredits = microcredits + excluded.microcredits;
END;
