-- 1 when Assignment says that the reply was sent back: its forms no longer count.
ALTER TABLE replies ADD COLUMN sent_back BIGINT NOT NULL DEFAULT 0;
