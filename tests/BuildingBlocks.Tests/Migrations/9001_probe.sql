-- What the tests write into.
CREATE TABLE things (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE TABLE applied (
  committee TEXT NOT NULL,
  source TEXT NOT NULL,
  position BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  aggregate TEXT NOT NULL,
  PRIMARY KEY (committee, source, position)
);
-- Every type that a row can hold.
CREATE TABLE samples (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  state BIGINT NOT NULL,
  number BIGINT NOT NULL,
  total BIGINT NOT NULL,
  may_publish BIGINT NOT NULL,
  body BYTEA NOT NULL,
  saved_at BIGINT NOT NULL,
  due TEXT NOT NULL,
  due_too_late_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
