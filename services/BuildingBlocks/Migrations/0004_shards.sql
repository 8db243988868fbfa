-- Which part of the suite's committees this database holds: shard (0 …) of so many. Claimed while the journal is empty, checked at every start.
ALTER TABLE journal_head ADD COLUMN shards BIGINT NOT NULL DEFAULT 1;
