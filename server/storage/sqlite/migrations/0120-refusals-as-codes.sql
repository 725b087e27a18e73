-- A no is stored as its code with parameters, and its sentence is made where it is shown. Of a no from before that, the sentence is all
-- that is known: it becomes the one parameter `legacy_detail`, so that the same question still gets the same answer.
CREATE TABLE refusals_by_code (
  id TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  model TEXT NOT NULL,
  venue TEXT NOT NULL,
  estimate TEXT,
  code TEXT NOT NULL,
  params TEXT NOT NULL CHECK (json_valid(params)),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO refusals_by_code (id, holder, model, venue, estimate, code, params, at)
SELECT id, holder, model, venue, estimate, code,
  iif(
    resets_at IS NULL,
    json_object('legacy_detail', substr(detail, 1, 1000)),
    json_object('legacy_detail', substr(detail, 1, 1000), 'resets_at', resets_at)
  ),
  at
FROM refusals;

DROP TABLE refusals;
ALTER TABLE refusals_by_code RENAME TO refusals;
CREATE INDEX refusals_by_age ON refusals (at);

-- Why the provider will never take an order's payment; until now that sentence stood in the place of the provider's own word.
ALTER TABLE orders ADD COLUMN refusal TEXT CHECK (json_valid(refusal));

UPDATE orders SET refusal = json_object('legacy_detail', substr(provider_status, 1, 1000)), provider_status = 'refused'
WHERE state = 'failed' AND provider_txn_id IS NULL AND provider_status IS NOT NULL;

-- Why a refund failed.
ALTER TABLE refunds ADD COLUMN failure TEXT CHECK (json_valid(failure));
UPDATE refunds SET failure = json_object('legacy_detail', substr(note, 1, 1000)) WHERE note IS NOT NULL;
ALTER TABLE refunds DROP COLUMN note;
