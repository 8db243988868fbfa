-- The drafts of a member, which are counted before another one is made.
CREATE INDEX proposals_drafts ON proposals (committee, lead, id) WHERE state = 1;
