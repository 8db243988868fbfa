-- Version of the calendar by which the due dates of a task stand. 0 where an older program counted them: they are
-- counted once again.
ALTER TABLE assignments ADD COLUMN calendar_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX assignments_counted ON assignments (committee, state, calendar_version);
