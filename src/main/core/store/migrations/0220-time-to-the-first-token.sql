-- How long an answer's first token took to be shown, in milliseconds from the start of its run; NULL: none came, or not known.
ALTER TABLE answers ADD COLUMN first_token_ms INTEGER CHECK (first_token_ms IS NULL OR first_token_ms >= 0);
