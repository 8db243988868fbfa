-- When a command was answered, so that its remembered answer can be purged; 0 until the first sweep for one that an
-- older program answered.
ALTER TABLE commands ADD COLUMN answered_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX commands_answered ON commands (answered_at);
