-- When and why the office reopened a lapsed form; 0 and '' when it did not.
ALTER TABLE forms ADD COLUMN reopened_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE forms ADD COLUMN reopening TEXT NOT NULL DEFAULT '';
