-- What was recorded of an examination, by the version of the proposal that the decision made. move: the decision.
CREATE TABLE examinations (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  version BIGINT NOT NULL,
  move BIGINT NOT NULL,
  text_version BIGINT NOT NULL,
  examiner TEXT NOT NULL,
  examined_at BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal, version)
);

-- The checks of an examination. kind: 1 qualification, 2 content, 3 form. result: 1 met, 2 not met.
CREATE TABLE examination_checks (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  version BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  result BIGINT NOT NULL,
  remark TEXT NOT NULL,
  PRIMARY KEY (committee, proposal, version, kind)
);
