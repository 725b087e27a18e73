-- For the audit, which counts a plan's messages again from the holds: the month stands first among a hold's windows, the day second.
CREATE INDEX holds_of_plan_months ON holds (json_extract(counted, '$[0].key'), json_extract(counted, '$[0].endsAt'), state)
  WHERE plan_id IS NOT NULL;
CREATE INDEX holds_of_plan_days ON holds (json_extract(counted, '$[1].key'), json_extract(counted, '$[1].endsAt'), state)
  WHERE plan_id IS NOT NULL;
