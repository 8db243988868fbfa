-- The leader's decision that appointed the unit of a task, or relieved it; '' when none.
ALTER TABLE assignments ADD COLUMN decision TEXT NOT NULL DEFAULT '';
