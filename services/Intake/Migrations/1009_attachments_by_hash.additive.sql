-- Finds whether any proposal of a committee needs a file.
CREATE INDEX attachments_hash ON attachments (committee, sha256);
