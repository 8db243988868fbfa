-- Code of the examination outcome by which a proposal was passed on when it was not filed; '' for none.
ALTER TABLE proposals ADD COLUMN redirected_as TEXT NOT NULL DEFAULT '';
