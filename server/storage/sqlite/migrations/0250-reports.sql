-- Reports and invoices count a use on the day on which it ended, as the ledger does, so that a day that is over never changes again.
CREATE INDEX holds_of_user_by_end ON holds (user_id, ended_at) WHERE user_id IS NOT NULL AND ended_at IS NOT NULL;
CREATE INDEX holds_of_team_by_end ON holds (team_id, ended_at) WHERE team_id IS NOT NULL AND ended_at IS NOT NULL;
