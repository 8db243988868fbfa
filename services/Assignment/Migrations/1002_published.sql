-- The proposer consents to publication. What was filed before its event said so is not published.
ALTER TABLE filed_proposals ADD COLUMN may_publish BIGINT NOT NULL DEFAULT 0;

-- answers: to the suggestions in their order, joined by U+001E, which no text can hold; '' for a reply in one text. summary: what is published of a reply that is disclosed as a summary.
ALTER TABLE replies ADD COLUMN answers TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN summary TEXT NOT NULL DEFAULT '';
