-- Why something was booked is stored as a code, and `reason` is the one parameter of that code: the order's id, the model, or the
-- operator's own words. The charges are by far the most rows, and theirs is the model already: the default leaves them untouched.
ALTER TABLE transfers ADD COLUMN reason_code TEXT NOT NULL DEFAULT 'charge';
ALTER TABLE refunds ADD COLUMN reason_code TEXT NOT NULL DEFAULT 'written';

-- The English sentences that stood there until now, with a ? where the order's id stood.
CREATE TEMP TABLE sentences (sentence TEXT PRIMARY KEY, code TEXT NOT NULL);
INSERT INTO sentences (sentence, code) VALUES
  ('order ?', 'order_paid'),
  ('the payment of order ? turned out void', 'payment_void'),
  ('the payment of order ? is good after all', 'payment_good_after_all'),
  ('order ? was refunded', 'refunded_at_provider'),
  ('given back at the provider', 'refunded_at_provider'),
  ('the buyer’s bank took the money back', 'taken_by_bank'),
  ('a refund for order ? failed', 'refund_failed'),
  ('order ? is disputed', 'order_disputed'),
  ('the dispute about order ? is over', 'dispute_over'),
  ('more than order ? asked for', 'paid_too_much'),
  ('less than order ? asked for', 'paid_too_little'),
  ('less came in for order ? than was told', 'less_came_in'),
  ('counts towards order ?', 'counts_towards_order'),
  ('did not come in for order ? after all', 'did_not_come_in'),
  ('refund of what came in beside order ?', 'suspense_refunded'),
  ('a refund beside order ? failed', 'suspense_refund_failed');

-- Each booking but the charges and what an operator wrote. The order is named in the sentence, or else by the refund's own transfer.
CREATE TEMP TABLE told AS
SELECT id, lower(named) AS order_id, replace(reason, named, '?') AS sentence FROM
  (SELECT id, reason, iif(instr(reason, 'order ') > 0, substr(reason, instr(reason, 'order ') + 6, 36), substr(ref, 8, 36)) AS named
   FROM transfers WHERE substr(ref, 1, instr(ref, ':')) IN ('payment:', 'void:', 'surplus:', 'refund:', 'dispute:'));

DROP TRIGGER transfers_keep_their_words;
UPDATE transfers SET reason_code = 'written' WHERE ref < 'hold:' OR ref >= 'hold;';
UPDATE transfers SET reason_code = s.code, reason = o.id
FROM told JOIN orders o ON o.id = told.order_id JOIN sentences s ON s.sentence = told.sentence WHERE transfers.id = told.id;
CREATE TRIGGER transfers_keep_their_words BEFORE UPDATE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;

UPDATE refunds SET reason_code = s.code, reason = refunds.order_id
FROM sentences s WHERE s.sentence = refunds.reason AND refunds.origin <> 'operator';

DROP TABLE told;
DROP TABLE sentences;
