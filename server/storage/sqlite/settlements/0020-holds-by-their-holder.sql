-- A row names its hold by the holder, whatever pays, and a capture carries the price that it is charged by.
CREATE TABLE settlements_by_holder (
  hold_id TEXT PRIMARY KEY,
  holder TEXT NOT NULL CHECK (length(holder) > 0),
  ending TEXT NOT NULL CHECK (json_valid(ending)),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO settlements_by_holder (hold_id, holder, ending, attempts, next_at)
SELECT
  hold_id,
  'metered:' || wallet || ':' || COALESCE(digest, ''),
  CASE json_extract(ending, '$.kind')
    WHEN 'capture' THEN json_remove(
      json_set(ending, '$.price', json_object('kind', 'flat', 'perRequest', json_extract(ending, '$.amount'))),
      '$.amount'
    )
    ELSE ending
  END,
  attempts,
  next_at
FROM settlements;

DROP TABLE settlements;
ALTER TABLE settlements_by_holder RENAME TO settlements;
CREATE INDEX settlements_due ON settlements (next_at);
