-- Id of the plenary session, from whose closing a reply may be counted; '' for a proposal that an earlier program was
-- told of, whose reply is counted from the hand-over.
ALTER TABLE filed_proposals ADD COLUMN session TEXT NOT NULL DEFAULT '';
