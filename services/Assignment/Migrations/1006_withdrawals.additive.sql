-- How often a withdrawal of the case was settled here; the version of its events.
ALTER TABLE filed_proposals ADD COLUMN settled BIGINT NOT NULL DEFAULT 0;
