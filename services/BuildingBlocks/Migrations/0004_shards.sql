-- Version 0.1.0 recorded sha256 5f3c9bbce35ebd385733bd9c869b9c745bca08f051fe5af83d10f38cf83846df.

-- The shard of the suite's committees in this database (0 …) and the number of shards. Claimed while the journal is
-- empty, checked at every start.
ALTER TABLE journal_head ADD COLUMN shards BIGINT NOT NULL DEFAULT 1;
