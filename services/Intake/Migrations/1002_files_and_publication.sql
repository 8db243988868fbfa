-- Version 0.1.0 recorded sha256 cebce080f20cd96ec272f1965be3ac788fd4f4abf05ee84a2bd57fb1373f8205.

-- Files of a proposal, by the version of the proposal that added them. A row stays when its file is removed, because
-- earlier versions had it.
CREATE TABLE attachments (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  attached_version BIGINT NOT NULL,
  detached_version BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal, attached_version)
);
CREATE UNIQUE INDEX attachments_once ON attachments (committee, proposal, sha256) WHERE detached_version = 0;

-- The current number of files, so that a proposal without files needs no second query.
ALTER TABLE proposals ADD COLUMN attachments BIGINT NOT NULL DEFAULT 0;

-- The published proposals, newest first.
CREATE INDEX proposals_published ON proposals (committee, filed_at, id) WHERE state = 5 AND may_publish = 1;
