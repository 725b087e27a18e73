-- A hosted model that calls tools is asked on, and each time is a hold of its own: the answer's first under its run's id, each later
-- one under an id of its own, with the run whose answer it is.
ALTER TABLE run_charges ADD COLUMN answer_run_id TEXT;

CREATE INDEX run_charges_by_answer ON run_charges (answer_run_id) WHERE answer_run_id IS NOT NULL;
