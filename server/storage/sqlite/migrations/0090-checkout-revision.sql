-- How often what an order's checkout shows has changed since it began, as when a part of an invoice was paid.
ALTER TABLE orders ADD COLUMN checkout_revision INTEGER NOT NULL DEFAULT 0 CHECK (checkout_revision >= 0);
