-- Version 0.1.0 recorded sha256 900e6cc20bb6341c14b9899f70e1b022a5bc9dbf7b11a31b0cdfc86c99db2099.

-- The journal: append-only, dense, chained. Every batch takes the head row; it is both the lock and the next position.
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

-- The answer to each command: a repeated request_id gets the same bytes and changes nothing.
CREATE TABLE commands (
  committee TEXT NOT NULL,
  command_id TEXT NOT NULL,
  method TEXT NOT NULL,
  fingerprint BYTEA NOT NULL,
  response BYTEA NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (committee, command_id)
);

-- How far this service has applied the journals it follows, and which events it has parked.
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
