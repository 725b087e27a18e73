-- What has been used in each window of a budget: of an API key, or of a team's member in a month. As in plan_spending, a row is one
-- window, which its end names; under another end it counts from nothing.
CREATE TABLE budgets (
  key TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL,
  used INTEGER NOT NULL CHECK (used >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX budgets_by_age ON budgets (ends_at);

-- The windows in which a hold counts, two at the most, as JSON with key and end; and what it comes to in each of them.
ALTER TABLE holds ADD COLUMN budgets TEXT CHECK (json_valid(budgets));
ALTER TABLE holds ADD COLUMN budget_counted INTEGER NOT NULL DEFAULT 0 CHECK (budget_counted >= 0);

-- For the audit, which reads all that it adds up from these indexes alone.
CREATE INDEX holds_of_first_budget
  ON holds (json_extract(budgets, '$[0].key'), json_extract(budgets, '$[0].endsAt'), budget_counted)
  WHERE budgets IS NOT NULL;
CREATE INDEX holds_of_second_budget
  ON holds (json_extract(budgets, '$[1].key'), json_extract(budgets, '$[1].endsAt'), budget_counted)
  WHERE json_extract(budgets, '$[1].key') IS NOT NULL;
