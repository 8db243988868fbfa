-- 1 when the ratings of its round were reported after its submission. Those of an older program's forms are reported
-- once, later.
ALTER TABLE forms ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
CREATE INDEX forms_untold ON forms (told, state);
