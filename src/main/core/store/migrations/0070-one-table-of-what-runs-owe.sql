-- What a run owes stands in run_charges alone from here on: reserved, to be captured with these counts, to be released, or settled with
-- this price. Until now answers.owed said the same once more, and an ending could stand there of which run_charges knew nothing yet.
UPDATE run_charges SET
  is_pending = 1,
  ending = (
    SELECT CASE owed ->> '$.kind'
      WHEN 'capture' THEN json_object(
        'kind', 'capture',
        'usage', json_object(
          'prompt_tokens', min(1000000000, owed ->> '$.usage.promptTokens'),
          'completion_tokens', min(1000000000, owed ->> '$.usage.completionTokens'),
          'duration_ms', min(1000000000, owed ->> '$.usage.durationMs')
        ),
        'outcome', owed ->> '$.outcome'
      )
      ELSE json_object('kind', 'release', 'reason', owed ->> '$.reason')
    END
    FROM answers WHERE answers.run_id = run_charges.run_id
  )
WHERE ending IS NULL AND funding IN ('asked', 'held')
  AND run_id IN (SELECT run_id FROM answers WHERE owed IS NOT NULL);

-- A message that was counted as an offline one and showed nothing is given back.
DELETE FROM grace_messages WHERE run_id IN (
  SELECT run_id FROM answers JOIN run_charges USING (run_id) WHERE funding = 'grace' AND owed ->> '$.kind' = 'release'
);
UPDATE run_charges SET charge = (
  SELECT CASE owed ->> '$.kind' WHEN 'capture' THEN '{"kind":"grace"}' ELSE '{"kind":"released"}' END
  FROM answers WHERE answers.run_id = run_charges.run_id
)
WHERE funding = 'grace' AND charge IS NULL AND run_id IN (SELECT run_id FROM answers WHERE owed IS NOT NULL);

-- Beside each of those answers, its price as far as it is known.
UPDATE answers SET charge = coalesce(
  (
    SELECT CASE WHEN funding = 'refused' THEN '{"kind":"none"}' ELSE coalesce(r.charge, '{"kind":"unsettled"}') END
    FROM run_charges r WHERE r.run_id = answers.run_id
  ),
  '{"kind":"none"}'
)
WHERE owed IS NOT NULL;

DROP INDEX answers_owed;
ALTER TABLE answers DROP COLUMN owed;
