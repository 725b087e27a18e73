-- What the operator called themselves when a hosted model was asked; NULL where none was, and of earlier answers.
ALTER TABLE answers ADD COLUMN host TEXT;
