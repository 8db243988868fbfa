-- What the papers of an opinion and of a reply name (handbook 3.4, 3.5); '' where nothing was said, and for those of an
-- older program. document_date: YYYY-MM-DD.
ALTER TABLE opinions ADD COLUMN document_number TEXT NOT NULL DEFAULT '';
ALTER TABLE opinions ADD COLUMN signatory TEXT NOT NULL DEFAULT '';
ALTER TABLE opinions ADD COLUMN handler TEXT NOT NULL DEFAULT '';
ALTER TABLE opinions ADD COLUMN handler_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN reviewer TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN not_public_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN document_date TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN handler TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN handler_phone TEXT NOT NULL DEFAULT '';
