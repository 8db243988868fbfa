-- 1 when the reply was sent back and does not count. Its row stays, because it may count again.
ALTER TABLE reply_facts ADD COLUMN sent_back BIGINT NOT NULL DEFAULT 0;
