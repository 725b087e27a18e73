-- Two models may answer one question side by side, so a chat may have two answers that are being written: one on each side.
-- What there is from before stands on the first.
ALTER TABLE answers ADD COLUMN side INTEGER NOT NULL DEFAULT 0 CHECK (side IN (0, 1));

DROP INDEX answers_streaming;
CREATE UNIQUE INDEX answers_streaming ON answers (chat_id, side) WHERE is_streaming = 1;

-- The two answers that stand side by side until one is chosen, as a JSON list of their ids; NULL: none do.
ALTER TABLE chats ADD COLUMN compared TEXT CHECK (compared IS NULL OR json_valid(compared));
