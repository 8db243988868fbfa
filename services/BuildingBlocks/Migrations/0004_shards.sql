-- The shard of the suite's committees in this database (0 …) and the number of shards. Claimed while the journal is
-- empty, checked at every start.
ALTER TABLE journal_head ADD COLUMN shards BIGINT NOT NULL DEFAULT 1;
