-- What an order has put into suspense so far: money that came in beside what buys its credits.
ALTER TABLE orders ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended >= 0);
