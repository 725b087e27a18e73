-- A hold is also the record of what was used: which price rule decided, who made the answer, and the parts of the tokens that may cost
-- another price. `cached_tokens` is a part of the prompt's, `reasoning_tokens` one of the completion's.
ALTER TABLE holds ADD COLUMN price_rule TEXT;
ALTER TABLE holds ADD COLUMN upstream TEXT;
ALTER TABLE holds ADD COLUMN cached_tokens INTEGER NOT NULL DEFAULT 0 CHECK (cached_tokens >= 0);
ALTER TABLE holds ADD COLUMN reasoning_tokens INTEGER NOT NULL DEFAULT 0 CHECK (reasoning_tokens >= 0);
