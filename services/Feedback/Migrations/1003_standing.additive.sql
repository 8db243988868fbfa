-- 1 when the ratings told with a form contained what earlier rounds left standing. Those of an older program's forms
-- of a later round are reported once, later.
ALTER TABLE forms ADD COLUMN told_standing BIGINT NOT NULL DEFAULT 0;

-- Ids of the leads of the case and of the proposals merged into it, joined by commas; '' where an older program's event
-- did not name them: then the first proposer is the lead.
ALTER TABLE replies ADD COLUMN leads TEXT NOT NULL DEFAULT '';
