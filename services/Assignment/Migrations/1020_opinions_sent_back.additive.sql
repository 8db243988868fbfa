-- What the lead unit sent back, and when; '' and 0 where it did not. version: 0 for an opinion of an older program.
ALTER TABLE opinions ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE opinions ADD COLUMN disagreement TEXT NOT NULL DEFAULT '';
ALTER TABLE opinions ADD COLUMN sent_back_at BIGINT NOT NULL DEFAULT 0;
