-- A later step reads the parts of each stored refusal, and fails where one is not an object: then the app would not start at all. What
-- stands there is kept as the words of the server. It comes before that step, and finds nothing to do in a file that is past it.
UPDATE answers SET state = json_set(state, '$.refusal', json_object(
  'code', 'rejected', 'detail', json_extract(state, '$.refusal'), 'retryAt', NULL))
WHERE json_extract(state, '$.kind') = 'refused' AND json_type(state, '$.refusal') IS NOT 'object';

UPDATE run_events SET event = json_set(event, '$.state.refusal', json_object(
  'code', 'rejected', 'detail', json_extract(event, '$.state.refusal'), 'retryAt', NULL))
WHERE json_extract(event, '$.kind') = 'ended' AND json_extract(event, '$.state.kind') = 'refused'
  AND json_type(event, '$.state.refusal') IS NOT 'object';
