-- An id is the same in either case and is written in small letters from here on. An order whose id stands there twice, once in each
-- case, keeps both, and the one in capitals can only be found by its payment.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE renamed_orders (id TEXT NOT NULL PRIMARY KEY) STRICT;
INSERT INTO renamed_orders (id) SELECT o.id FROM orders o
  WHERE o.id <> lower(o.id) AND NOT EXISTS (SELECT 1 FROM orders twin WHERE twin.id <> o.id AND lower(twin.id) = lower(o.id));
UPDATE orders SET id = lower(id) WHERE id IN (SELECT id FROM renamed_orders);
UPDATE suspense SET order_id = lower(order_id) WHERE order_id IN (SELECT id FROM renamed_orders);
UPDATE refunds SET order_id = lower(order_id) WHERE order_id IN (SELECT id FROM renamed_orders);
DROP TABLE renamed_orders;
UPDATE refunds SET id = lower(id)
  WHERE id <> lower(id) AND NOT EXISTS (SELECT 1 FROM refunds twin WHERE twin.id <> refunds.id AND lower(twin.id) = lower(refunds.id));
