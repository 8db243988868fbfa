-- What was signed: version and hash of the text, and when; 0 and '' before, and for signatures of earlier programs.
ALTER TABLE invitations ADD COLUMN signed_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invitations ADD COLUMN signed_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN signed_at BIGINT NOT NULL DEFAULT 0;

-- Texts that somebody signed, by hash. A draft changes in place, so what was signed is kept here.
CREATE TABLE signed_texts (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  hash TEXT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (committee, proposal, hash)
);
