-- What came of the last try of a webhook or an event is stored as a code with its parameters. What stood there in English until now
-- becomes its code; what no code says is kept as it was written.
ALTER TABLE deliveries RENAME COLUMN note TO outcome;
ALTER TABLE outbox RENAME COLUMN note TO outcome;

UPDATE deliveries SET outcome = CASE outcome
  WHEN 'not ours' THEN json_object('code', 'not_ours')
  WHEN 'no page of ours' THEN json_object('code', 'not_ours')
  WHEN 'no such order' THEN json_object('code', 'order_unknown')
  WHEN 'the provider does not know it' THEN json_object('code', 'unknown_at_provider')
  WHEN 'no plan is mapped to its price' THEN json_object('code', 'price_unmapped')
  WHEN 'nobody keeps subscriptions here' THEN json_object('code', 'no_billing')
  WHEN 'open' THEN json_object('code', 'page_open')
  WHEN 'settled' THEN json_object('code', 'page_settled')
  ELSE json_object('code', 'failed', 'told', outcome)
END WHERE outcome IS NOT NULL;

UPDATE outbox SET outcome = CASE
  WHEN outcome = 'the server stopped' THEN json_object('code', 'server_stopped')
  WHEN outcome = 'this server could not send it' THEN json_object('code', 'not_sent')
  WHEN outcome GLOB 'no answer from * (*)' THEN json_object('code', 'no_answer',
    'origin', substr(outcome, 16, instr(outcome, ' (') - 16),
    'told', rtrim(substr(outcome, instr(outcome, ' (') + 2), ')'))
  WHEN outcome GLOB 'the receiver answered [0-9][0-9][0-9]' THEN json_object('code', 'answered',
    'status', CAST(substr(outcome, 23) AS INTEGER), 'told', NULL)
  WHEN outcome GLOB 'Lago answered [0-9][0-9][0-9]*' THEN json_object('code', 'answered',
    'status', CAST(substr(outcome, 15, 3) AS INTEGER), 'told', nullif(substr(outcome, 20), ''))
  ELSE json_object('code', 'written', 'text', outcome)
END WHERE outcome IS NOT NULL;
