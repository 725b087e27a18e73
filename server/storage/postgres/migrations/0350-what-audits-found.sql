-- What the last audit of any node found, so that the others need not read all of the ledger as well.
CREATE TABLE audits (
  id smallint PRIMARY KEY CHECK (id = 1),
  ended_at bigint NOT NULL,
  took_ms bigint NOT NULL,
  report json NOT NULL
);
