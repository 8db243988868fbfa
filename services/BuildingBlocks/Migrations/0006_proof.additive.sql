-- The rows that were written with an event, as a RowSeals message in base64: part of the event and of its hash. '' for
-- an event of an older program.
ALTER TABLE journal ADD COLUMN seals TEXT NOT NULL DEFAULT '';

-- The furthest head of each follower's own journal that this service was told. So the loss of a journal that nobody
-- follows is noticed too.
CREATE TABLE anchors (
  source TEXT NOT NULL,
  shard BIGINT NOT NULL,
  position BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (source, shard)
);

-- A write that shows whether the database still takes writes.
CREATE TABLE heartbeats (
  shard BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);
