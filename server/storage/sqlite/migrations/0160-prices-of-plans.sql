-- What a plan's own people pay for hosted models. A row that is written anew gets a new number, so that the numbers say which is newer.
CREATE TABLE plan_prices (
  seq INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL CHECK (plan_id <> ''),
  model_pattern TEXT NOT NULL CHECK (model_pattern <> ''),
  unit TEXT NOT NULL CHECK (unit IN ('token', 'request', 'minute', 'image')),
  body TEXT NOT NULL CHECK (json_valid(body)),
  UNIQUE (plan_id, model_pattern, unit)
) STRICT;

-- The prices are kept in memory beside the plans, and the same number tells that they have changed.
CREATE TRIGGER plan_price_made AFTER INSERT ON plan_prices BEGIN UPDATE plan_book SET revision = abs(random() % 9007199254740991); END;
CREATE TRIGGER plan_price_removed AFTER DELETE ON plan_prices BEGIN UPDATE plan_book SET revision = abs(random() % 9007199254740991); END;
