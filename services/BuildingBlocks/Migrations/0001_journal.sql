-- The journal: append only, dense, chained. The head row is taken by every batch; it is the lock and the next position in one.
CREATE TABLE journal_head (
  shard BIGINT NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  hash BYTEA NOT NULL
);
INSERT INTO journal_head (shard, position, hash) VALUES (0, 0, @zero);

CREATE TABLE journal (
  shard BIGINT NOT NULL,
  position BIGINT NOT NULL,
  committee TEXT NOT NULL,
  aggregate TEXT NOT NULL,
  version BIGINT NOT NULL,
  type TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  command_id TEXT NOT NULL,
  body BYTEA NOT NULL,
  prev_hash BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (shard, position)
);
CREATE UNIQUE INDEX journal_aggregate ON journal (committee, aggregate, version);

-- What each command answered: a retried request_id gets the same bytes and changes nothing.
CREATE TABLE commands (
  committee TEXT NOT NULL,
  command_id TEXT NOT NULL,
  method TEXT NOT NULL,
  fingerprint BYTEA NOT NULL,
  response BYTEA NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (committee, command_id)
);

-- How far this service has applied the journals it follows, and what it had to put aside.
CREATE TABLE checkpoints (
  source TEXT NOT NULL,
  shard BIGINT NOT NULL,
  position BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (source, shard)
);
CREATE TABLE parked (
  source TEXT NOT NULL,
  shard BIGINT NOT NULL,
  position BIGINT NOT NULL,
  committee TEXT NOT NULL,
  aggregate TEXT NOT NULL,
  event BYTEA NOT NULL,
  error TEXT NOT NULL,
  parked_at BIGINT NOT NULL,
  PRIMARY KEY (source, shard, position)
);
