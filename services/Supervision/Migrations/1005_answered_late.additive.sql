-- 1 when the unit answered late for the first time: a reply that is sent back gets a new day, and stays late.
ALTER TABLE assignment_facts ADD COLUMN answered_late BIGINT NOT NULL DEFAULT 0;
