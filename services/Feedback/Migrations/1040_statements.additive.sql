-- Every statement of a form where there is more than the form says: what was recorded from paper, and what it replaced.
-- recorder: the account that recorded it; scan_…: the file of the paper. All '' and 0 for one that was stated online.
CREATE TABLE statements (
  committee TEXT NOT NULL,
  form TEXT NOT NULL,
  version BIGINT NOT NULL,
  source BIGINT NOT NULL,
  work BIGINT NOT NULL,
  result BIGINT NOT NULL,
  comment TEXT NOT NULL,
  stated_at BIGINT NOT NULL,
  paper_date TEXT NOT NULL,
  recorder TEXT NOT NULL,
  scan_sha256 TEXT NOT NULL,
  scan_name TEXT NOT NULL,
  scan_type TEXT NOT NULL,
  scan_size BIGINT NOT NULL,
  PRIMARY KEY (committee, form, version)
);
CREATE INDEX statements_scan ON statements (committee, scan_sha256);

-- on_paper: what counts was recorded from paper. conflict: paper and online differ and nobody has decided. restate_by:
-- last day for the proposer to state it again, '' when it cannot be. settlement: why the office let one of them count.
ALTER TABLE forms ADD COLUMN on_paper BIGINT NOT NULL DEFAULT 0;
ALTER TABLE forms ADD COLUMN conflict BIGINT NOT NULL DEFAULT 0;
ALTER TABLE forms ADD COLUMN restate_by TEXT NOT NULL DEFAULT '';
ALTER TABLE forms ADD COLUMN settlement TEXT NOT NULL DEFAULT '';
