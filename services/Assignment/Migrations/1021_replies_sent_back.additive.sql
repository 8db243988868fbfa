-- What the office wants changed in a reply that it sent back, and when; '' and 0 where it did not.
ALTER TABLE replies ADD COLUMN requested_changes TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN sent_back_at BIGINT NOT NULL DEFAULT 0;
