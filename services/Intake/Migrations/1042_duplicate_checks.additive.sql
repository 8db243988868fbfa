-- What was concluded from the duplicate check of an examination: 1 none, 2 similar, 3 duplicate; 0 for nothing said.
ALTER TABLE examinations ADD COLUMN duplicates BIGINT NOT NULL DEFAULT 0;
ALTER TABLE examinations ADD COLUMN duplicates_reason TEXT NOT NULL DEFAULT '';

-- The proposals that it names, with their similarity in hundredths at that time.
CREATE TABLE examination_duplicates (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  version BIGINT NOT NULL,
  other TEXT NOT NULL,
  similarity BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal, version, other)
);
