-- provisional: the last day was counted over days whose holiday notice is not published yet. calendar_version: the
-- calendar by which it stands, 0 where an older program counted it: it is counted once again.
ALTER TABLE forms ADD COLUMN provisional BIGINT NOT NULL DEFAULT 0;
ALTER TABLE forms ADD COLUMN calendar_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX forms_counted ON forms (committee, state, calendar_version);
