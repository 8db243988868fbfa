-- The proposal that was not filed and is taken up again; '' for none.
ALTER TABLE proposals ADD COLUMN takes_up TEXT NOT NULL DEFAULT '';
CREATE INDEX proposals_taken_up ON proposals (committee, takes_up) WHERE takes_up <> '';
