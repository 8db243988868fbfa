-- 1 while the case is closed, as Feedback's journal says.
ALTER TABLE filed_proposals ADD COLUMN closed BIGINT NOT NULL DEFAULT 0;

-- Earlier versions did not store it. Feedback's journal is read again from the first event. Its orders to handle again
-- that were followed before change nothing the second time.
DELETE FROM parked WHERE source = 'feedback';
DELETE FROM checkpoints WHERE source = 'feedback';
