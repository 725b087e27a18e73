-- Plans that the operator made or changed, who was given one, and what plans count; and what holds need for prices by use.

CREATE TABLE plans (
  id TEXT PRIMARY KEY CHECK (id <> ''),
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT, WITHOUT ROWID;

-- One number tells every process whether it knows the plans as they are now. It is drawn, not counted, so that a change
-- which was undone never shares its number with one that stands.
CREATE TABLE plan_book (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO plan_book (id, revision) VALUES (1, 0);
CREATE TRIGGER plan_made AFTER INSERT ON plans BEGIN UPDATE plan_book SET revision = abs(random() % 9007199254740991); END;
CREATE TRIGGER plan_changed AFTER UPDATE ON plans BEGIN UPDATE plan_book SET revision = abs(random() % 9007199254740991); END;
CREATE TRIGGER plan_removed AFTER DELETE ON plans BEGIN UPDATE plan_book SET revision = abs(random() % 9007199254740991); END;

CREATE TABLE plan_assignments (
  subject TEXT PRIMARY KEY CHECK (subject <> ''),
  plan_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A counter counts one window, which its end names; under another end it counts from nothing.
CREATE TABLE plan_counters (
  key TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL,
  used INTEGER NOT NULL CHECK (used >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX plan_counters_by_age ON plan_counters (ends_at);

-- A hold of a plan has no wallet, and its plan's id beside what counted it.
ALTER TABLE holds ADD COLUMN plan_id TEXT;
ALTER TABLE holds ADD COLUMN estimate TEXT;
ALTER TABLE holds ADD COLUMN output_limit INTEGER;
ALTER TABLE holds ADD COLUMN degrade TEXT;
ALTER TABLE holds ADD COLUMN overrun INTEGER NOT NULL DEFAULT 0 CHECK (overrun >= 0);
ALTER TABLE holds ADD COLUMN response_bytes INTEGER NOT NULL DEFAULT 0 CHECK (response_bytes >= 0);
ALTER TABLE holds ADD COLUMN images INTEGER NOT NULL DEFAULT 0 CHECK (images >= 0);

ALTER TABLE refusals ADD COLUMN estimate TEXT;
