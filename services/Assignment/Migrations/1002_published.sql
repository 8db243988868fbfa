-- Version 0.1.0 recorded sha256 ebf94d7b863e54236d47788c0d4db372d3e453ef785315811092fba410aa83b9.

-- The proposer consents to publication. A proposal filed before its event carried the consent is not published.
ALTER TABLE filed_proposals ADD COLUMN may_publish BIGINT NOT NULL DEFAULT 0;

-- answers: to the suggestions in their order, joined by U+001E, which no text can contain; '' for a reply in one text.
-- summary: the published part of a reply that is disclosed as a summary.
ALTER TABLE replies ADD COLUMN answers TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN summary TEXT NOT NULL DEFAULT '';
