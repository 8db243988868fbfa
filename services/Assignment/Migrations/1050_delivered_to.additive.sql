-- Ids of the proposers to whom a reply was delivered, joined by commas; '' where an earlier program delivered it.
ALTER TABLE replies ADD COLUMN delivered_to TEXT NOT NULL DEFAULT '';
