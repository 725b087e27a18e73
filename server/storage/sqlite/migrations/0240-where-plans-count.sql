-- Whether the messages of plans are counted in this file or elsewhere. Where that changes, the counts here are made again.
ALTER TABLE plan_book ADD COLUMN counted_elsewhere INTEGER NOT NULL DEFAULT 0 CHECK (counted_elsewhere IN (0, 1));
