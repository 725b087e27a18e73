-- From which store the ledger in this database came, and to which it went. One that went is not served here any more, unless it was taken back.
CREATE TABLE moves (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  direction text NOT NULL CHECK (direction IN ('from', 'to')),
  store text NOT NULL CHECK (store <> ''),
  at bigint NOT NULL,
  taken_back_at bigint CHECK (taken_back_at IS NULL OR direction = 'to')
);
