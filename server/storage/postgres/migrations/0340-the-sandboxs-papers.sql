-- What the sandbox, a payment provider that moves no money, knows of its payments, where several nodes play it. Nothing of the ledger
-- refers to it.
CREATE TABLE sandbox_papers (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  keys text[] COLLATE "C" NOT NULL,
  body json NOT NULL,
  UNIQUE (kind, id)
);
CREATE INDEX sandbox_papers_keys ON sandbox_papers USING gin (keys);

CREATE TABLE sandbox_letters (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  box text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  body json NOT NULL,
  attempts bigint NOT NULL DEFAULT 0,
  next_at bigint,
  UNIQUE (box, id)
);
CREATE INDEX sandbox_letters_due ON sandbox_letters (box, next_at) WHERE next_at IS NOT NULL;
