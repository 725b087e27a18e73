-- The outbox gets one row for each receiver, each with its own tries and its own end, and holds what is sent, word for word.
-- So far nothing was ever sent from it: what it held was marked as told to nobody, and is not kept.
DROP TABLE outbox;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  outlet TEXT NOT NULL CHECK (outlet <> ''),
  event_id TEXT NOT NULL CHECK (event_id <> ''),
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  data TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'dead', 'discarded')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  note TEXT,
  died_at INTEGER,
  reason TEXT,
  done_at INTEGER,
  CHECK ((state = 'due') = (next_at IS NOT NULL)),
  CHECK ((state = 'done') = (done_at IS NOT NULL)),
  CHECK ((state = 'discarded') = (reason IS NOT NULL)),
  CHECK (state NOT IN ('dead', 'discarded') OR died_at IS NOT NULL)
) STRICT;

CREATE INDEX outbox_due ON outbox (outlet, next_at) WHERE state = 'due';
CREATE INDEX outbox_by_subject ON outbox (outlet, subject, id) WHERE state = 'due';
CREATE INDEX outbox_dead ON outbox (state, id) WHERE state IN ('dead', 'discarded');
CREATE INDEX outbox_done ON outbox (done_at) WHERE state = 'done';

-- A delivery that is dead and has a reason was discarded by the operator.
ALTER TABLE deliveries ADD COLUMN died_at INTEGER;
ALTER TABLE deliveries ADD COLUMN reason TEXT;
UPDATE deliveries SET died_at = filed_at WHERE state = 'dead';
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';
