-- The published proposals of a session and of a category, newest first, and which sessions and categories there are.
CREATE INDEX proposals_published_session ON proposals (committee, session, filed_at, id)
WHERE state = 5 AND may_publish = 1;
CREATE INDEX proposals_published_category ON proposals (committee, category, filed_at, id)
WHERE state = 5 AND may_publish = 1;
