-- On which computer an answer was made, as far as was known when it was asked for; NULL for those from before.
ALTER TABLE answers ADD COLUMN place TEXT CHECK (place IS NULL OR place IN ('this_computer', 'other_computer', 'cloud'));
