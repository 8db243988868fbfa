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
