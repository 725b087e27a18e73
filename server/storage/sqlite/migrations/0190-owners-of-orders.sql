-- An order credits the wallet of its owner: a token, as until now, or a person or a team. Where the operator's own program has
-- another name for an order, it stands beside our id.
ALTER TABLE orders ADD COLUMN owner TEXT NOT NULL DEFAULT 'token:'
  CHECK (owner GLOB 'token:*' OR owner GLOB 'user:?*' OR owner GLOB 'team:?*');
UPDATE orders SET owner = 'token:' || token_hash;
ALTER TABLE orders DROP COLUMN token_hash;
ALTER TABLE orders ADD COLUMN external_id TEXT CHECK (external_id <> '');

CREATE UNIQUE INDEX orders_by_external_id ON orders (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX orders_of_owner ON orders (owner, created_at, id);
