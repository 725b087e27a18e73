-- Amounts are minor units of ISO 4217 from here on. Until now an amount was what the provider was sent: at Stripe a number in its own
-- units, at BTCPay Server a number with as many digits as the library for languages gave the currency. What was asked for stays what
-- it was and is only written in other units: 99,000 forint at BTCPay Server were 99000 and are 9900000 now, 990 at Stripe stay 99000.
-- Orders of the sandbox moved no money and stay as they are.
CREATE TABLE other_units (
  provider TEXT NOT NULL,
  currency TEXT NOT NULL,
  up INTEGER NOT NULL,
  down INTEGER NOT NULL,
  PRIMARY KEY (provider, currency)
) STRICT;

INSERT INTO other_units (provider, currency, up, down) VALUES
  ('btcpay', 'AFN', 100, 1), ('btcpay', 'ALL', 100, 1), ('btcpay', 'COP', 100, 1), ('btcpay', 'HUF', 100, 1),
  ('btcpay', 'IDR', 100, 1), ('btcpay', 'IQD', 1000, 1), ('btcpay', 'IRR', 100, 1), ('btcpay', 'KPW', 100, 1),
  ('btcpay', 'LAK', 100, 1), ('btcpay', 'LBP', 100, 1), ('btcpay', 'MGA', 100, 1), ('btcpay', 'MMK', 100, 1),
  ('btcpay', 'PKR', 100, 1), ('btcpay', 'SOS', 100, 1), ('btcpay', 'SYP', 100, 1), ('btcpay', 'YER', 100, 1),
  ('stripe', 'MGA', 100, 1), ('stripe', 'ISK', 1, 100), ('stripe', 'UGX', 1, 100);

-- No more is refunded than was credited at any moment: what shrinks shrinks in the refunds first, what grows grows in the orders first.
UPDATE refunds SET
  asked_cents = max(1, refunds.asked_cents / u.down),
  amount_cents = max(1, refunds.amount_cents / u.down),
  aside_cents = refunds.aside_cents / u.down
FROM orders o JOIN other_units u ON u.provider = o.provider AND u.currency = o.currency
WHERE o.id = refunds.order_id AND u.down > 1;

UPDATE orders SET
  amount_cents = max(1, amount_cents * u.up / u.down),
  credited_cents = credited_cents * u.up / u.down,
  handled_cents = handled_cents * u.up / u.down,
  refunded_cents = refunded_cents * u.up / u.down,
  pending_cents = pending_cents * u.up / u.down
FROM other_units u WHERE u.provider = orders.provider AND u.currency = orders.currency;

UPDATE refunds SET
  asked_cents = refunds.asked_cents * u.up,
  amount_cents = refunds.amount_cents * u.up,
  aside_cents = refunds.aside_cents * u.up
FROM orders o JOIN other_units u ON u.provider = o.provider AND u.currency = o.currency
WHERE o.id = refunds.order_id AND u.up > 1;

UPDATE suspense SET cents = suspense.cents * u.up / u.down
FROM orders o JOIN other_units u ON u.provider = o.provider AND u.currency = o.currency
WHERE o.id = suspense.order_id;

-- What is still to be told is told in the units of the rows themselves.
UPDATE outbox SET data = json_replace(
  data,
  '$.order.amount_cents', max(1, json_extract(data, '$.order.amount_cents') * u.up / u.down),
  '$.order.refunded_cents', json_extract(data, '$.order.refunded_cents') * u.up / u.down,
  '$.refund.amount_cents', max(1, json_extract(data, '$.refund.amount_cents') * u.up / u.down)
)
FROM other_units u
WHERE outbox.state IN ('due', 'dead') AND outbox.type IN ('order.changed', 'refund.changed')
  AND u.provider = json_extract(outbox.data, '$.order.provider') AND u.currency = json_extract(outbox.data, '$.order.currency');

DROP TABLE other_units;
