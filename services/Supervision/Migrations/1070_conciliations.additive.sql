-- 1 when a 当面协商 or 专门说明 followed the last round, and when the proposers understood after the last of them.
ALTER TABLE closing_facts ADD COLUMN conciliated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE closing_facts ADD COLUMN understood BIGINT NOT NULL DEFAULT 0;
