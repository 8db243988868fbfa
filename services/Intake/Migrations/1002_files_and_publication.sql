-- Files of a proposal, by the version of the proposal that got them. A row stays when its file is taken off: the versions before had it.
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

-- How many it has now, so that a proposal without any needs no second look.
ALTER TABLE proposals ADD COLUMN attachments BIGINT NOT NULL DEFAULT 0;

-- What anybody may read, newest first.
CREATE INDEX proposals_published ON proposals (committee, filed_at, id) WHERE state = 5 AND may_publish = 1;
