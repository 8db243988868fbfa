-- Stage of a contact, who took part and what the proposer thinks (handbook T61); 0 and '' where nothing was said, and
-- for those of an older program.
ALTER TABLE contacts ADD COLUMN stage BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN participants TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN proposer_view TEXT NOT NULL DEFAULT '';
