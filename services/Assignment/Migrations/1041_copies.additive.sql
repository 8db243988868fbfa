-- Whom a delivered reply was copied to (抄送, handbook T73): numbers of offices and ids of units, between commas; ''
-- where nobody was, and for those of an older program.
ALTER TABLE replies ADD COLUMN copied_offices TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN copied_units TEXT NOT NULL DEFAULT '';
