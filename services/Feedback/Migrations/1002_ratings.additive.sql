-- 1 when the ratings of its round were told after it was filled in. Forms of an older program are told once, later.
ALTER TABLE forms ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
CREATE INDEX forms_untold ON forms (told, state);
