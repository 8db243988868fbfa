-- What was decided at filing: ids of the intended units with commas between them, 0 and '' for what nobody said.
-- publication: 1 as wished, 2 open with consent, 3 closed. filing_body: the body that decided.
ALTER TABLE proposals ADD COLUMN intended_units TEXT NOT NULL DEFAULT '';
ALTER TABLE proposals ADD COLUMN publication BIGINT NOT NULL DEFAULT 0;
ALTER TABLE proposals ADD COLUMN filing_body BIGINT NOT NULL DEFAULT 0;
