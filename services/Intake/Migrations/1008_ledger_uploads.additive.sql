-- Rows of a ledger that is too large for one message, until it is imported in one move.
CREATE TABLE ledger_uploads (
  committee TEXT NOT NULL,
  upload TEXT NOT NULL,
  first BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (committee, upload, first)
);
