-- Why a purchase does not go on, and why a message was refused, were kept as English sentences. They are codes with parameters from
-- here on, which the page puts into the person's language. Sentences of earlier versions are recognised; any other is kept as it is.

CREATE TABLE old_sentences (sentence TEXT PRIMARY KEY NOT NULL, code TEXT NOT NULL) STRICT;
INSERT INTO old_sentences (sentence, code) VALUES
  ('The server cannot be reached. The purchase goes on by itself as soon as it can.', 'offline'),
  ('The server can’t take the order right now. The purchase continues by itself as soon as it can.', 'broken'),
  ('The server cannot take the order just now. The purchase goes on by itself as soon as it can.', 'broken'),
  ('The server is busy. This order continues by itself in a moment.', 'busy'),
  ('The server takes no more orders just now. This one goes on by itself in a moment.', 'busy'),
  ('Your payment has arrived. The credits follow as soon as the server answers.', 'claim_later'),
  ('The server named a payment page that is not safe to open, so nothing was opened. Check the server address in the settings.', 'page_unsafe'),
  ('The server does not know this order any more. If you have paid, ask whoever runs the server, with the order number.', 'order_unknown'),
  ('The token made for this order is no longer where it was kept, so the credits cannot be claimed here. If you have paid, ask whoever runs the server, with the order number.', 'token_gone'),
  ('The key made for this order is no longer where it was kept, so the credits cannot be claimed here. If you have paid, ask whoever runs the server, with the order number.', 'token_gone'),
  ('The server says these credits belong to another token. Ask whoever runs the server, with the order number.', 'other_token'),
  ('The server says these credits belong to another key. Ask whoever runs the server, with the order number.', 'other_token');

-- Between these two stood what the keychain or the file had said.
CREATE TABLE old_frames (before TEXT NOT NULL, after TEXT NOT NULL, code TEXT NOT NULL) STRICT;
INSERT INTO old_frames (before, after, code) VALUES
  ('The token for your credits cannot be saved. ', ' Choose another place for it and press “Buy credits” again.', 'token_not_saved'),
  ('The key for your credits cannot be kept. ', ' Choose another place for it and press “Buy credits” again.', 'token_not_saved'),
  ('The token for your credits cannot be read right now. ', ' The app will try again.', 'token_unreadable'),
  ('The key for your credits cannot be read just now. ', ' It is tried again by itself.', 'token_unreadable');

UPDATE purchases SET trouble = coalesce(
  (SELECT json_object('code', code) FROM old_sentences WHERE sentence = trouble),
  (SELECT json_object('code', code, 'trouble', json_object('code', 'other', 'text',
      substr(trouble, length(before) + 1, length(trouble) - length(before) - length(after))))
    FROM old_frames
    WHERE length(trouble) >= length(before) + length(after)
      AND substr(trouble, 1, length(before)) = before AND substr(trouble, -length(after)) = after),
  json_object('code', 'other', 'text', trouble)
) WHERE trouble IS NOT NULL;

DROP TABLE old_sentences;
DROP TABLE old_frames;

-- A refusal stands in its answer's state, and for a day in the journal of its run.
CREATE TABLE old_refusals (old TEXT PRIMARY KEY NOT NULL, new TEXT) STRICT;
INSERT OR IGNORE INTO old_refusals (old)
  SELECT json_extract(state, '$.refusal') FROM answers WHERE json_extract(state, '$.kind') = 'refused';
INSERT OR IGNORE INTO old_refusals (old)
  SELECT json_extract(event, '$.state.refusal') FROM run_events
  WHERE json_extract(event, '$.kind') = 'ended' AND json_extract(event, '$.state.kind') = 'refused';

UPDATE old_refusals SET new = CASE
  WHEN json_extract(old, '$.code') = 'grace_exhausted' THEN json_object(
    'code', 'grace_exhausted',
    -- "… and today’s 20 offline messages are used. …"; 0 where none were allowed.
    'limit', CASE WHEN instr(json_extract(old, '$.detail'), 'today’s ') = 0 THEN 0 ELSE
      CAST(substr(json_extract(old, '$.detail'), instr(json_extract(old, '$.detail'), 'today’s ') + length('today’s ')) AS INTEGER) END,
    'retryAt', json_extract(old, '$.retryAt'))
  WHEN json_extract(old, '$.detail') = 'The credit kept for this message has been given back. Send the message again.'
    THEN json_object('code', 'hold_ended', 'retryAt', json_extract(old, '$.retryAt'))
  WHEN json_extract(old, '$.code') = 'rejected' AND (
    json_extract(old, '$.detail') LIKE 'Your token can’t be read right now, so this message wasn’t sent. %'
    OR json_extract(old, '$.detail') LIKE 'The key to your credits cannot be read just now, so this message was not sent. %')
    THEN json_object('code', 'token_unreadable', 'retryAt', json_extract(old, '$.retryAt'), 'trouble',
      json_object('code', 'other', 'text', replace(replace(replace(json_extract(old, '$.detail'),
        'Your token can’t be read right now, so this message wasn’t sent. ', ''),
        'The key to your credits cannot be read just now, so this message was not sent. ', ''),
        ' Unlock the keychain and try again.', '')))
  ELSE json_object('code', json_extract(old, '$.code'), 'problem', json_extract(old, '$.code'), 'params', json('{}'),
    'detail', json_extract(old, '$.detail'), 'retryAt', json_extract(old, '$.retryAt'))
END;

UPDATE answers SET state = json_set(state, '$.refusal', json((SELECT new FROM old_refusals WHERE old = json_extract(state, '$.refusal'))))
WHERE json_extract(state, '$.kind') = 'refused';
UPDATE run_events SET event = json_set(event, '$.state.refusal',
  json((SELECT new FROM old_refusals WHERE old = json_extract(event, '$.state.refusal'))))
WHERE json_extract(event, '$.kind') = 'ended' AND json_extract(event, '$.state.kind') = 'refused';

DROP TABLE old_refusals;

-- How long Ollama had been silent stood in a sentence, too.
UPDATE answers SET state = json_set(state, '$.failure.detail', NULL, '$.failure.waitedS',
  CAST(substr(json_extract(state, '$.failure.detail'), length('No answer for ') + 1) AS INTEGER))
WHERE json_extract(state, '$.failure.code') = 'ollama_stalled' AND json_extract(state, '$.failure.detail') LIKE 'No answer for % seconds.';
UPDATE run_events SET event = json_set(event, '$.state.failure.detail', NULL, '$.state.failure.waitedS',
  CAST(substr(json_extract(event, '$.state.failure.detail'), length('No answer for ') + 1) AS INTEGER))
WHERE json_extract(event, '$.state.failure.code') = 'ollama_stalled'
  AND json_extract(event, '$.state.failure.detail') LIKE 'No answer for % seconds.';
