-- When a unit gave its task away, or lost it (申退, 改派, 免除会办, 撤回交办), and the position of that event in
-- Assignment's journal; 0 while it has the task. The unit reads the case up to that event.
ALTER TABLE assignment_facts ADD COLUMN left_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE assignment_facts ADD COLUMN left_position BIGINT NOT NULL DEFAULT 0;

-- Earlier versions did not store it. The rows of Assignment's journal are deleted and it is read again from the first
-- event. Only that journal wrote them, and nothing else is lost.
DELETE FROM assignment_facts;
DELETE FROM reply_facts;
DELETE FROM contact_facts;
DELETE FROM timeline WHERE source = 'assignment';
DELETE FROM parked WHERE source = 'assignment';
DELETE FROM checkpoints WHERE source = 'assignment';
