-- Amounts are minor units of ISO 4217 from here on, and the server writes them so. Until now they were what the provider was sent: at
-- Stripe a number in its own units, at BTCPay Server one with as many digits as the library for languages gave the currency. What was
-- paid stays what it was and is only written in other units. Test purchases moved no money and stay as they are.
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

UPDATE purchases SET
  amount_cents = max(1, amount_cents * u.up / u.down),
  refunded_cents = refunded_cents * u.up / u.down,
  refunds = (
    SELECT json_group_array(json_set(value, '$.amountCents', json_extract(value, '$.amountCents') * u.up / u.down))
    FROM json_each(refunds)
  )
FROM other_units u WHERE u.provider = purchases.provider AND u.currency = purchases.currency;

DROP TABLE other_units;
