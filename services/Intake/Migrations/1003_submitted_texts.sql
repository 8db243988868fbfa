-- Only a submitted text is a version that others read. submitted_at: when the version was submitted; 0 while it is
-- being written. Earlier programs kept every save as a version and did not say which of them were submitted. The first
-- submitted one is the last that was saved by then; the one in force was submitted unless the proposal is a draft (1),
-- returned (3) or deleted (9). Others stay with their author.
ALTER TABLE proposal_texts ADD COLUMN submitted_at BIGINT NOT NULL DEFAULT 0;
UPDATE proposal_texts SET submitted_at = (
  SELECT p.submitted_at FROM proposals p
  WHERE p.committee = proposal_texts.committee AND p.id = proposal_texts.proposal)
WHERE EXISTS (
  SELECT 1 FROM proposals p
  WHERE p.committee = proposal_texts.committee AND p.id = proposal_texts.proposal AND p.submitted_at > 0
    AND proposal_texts.version = (
      SELECT MAX(o.version) FROM proposal_texts o
      WHERE o.committee = p.committee AND o.proposal = p.id AND o.saved_at <= p.submitted_at));
UPDATE proposal_texts SET submitted_at = saved_at
WHERE submitted_at = 0 AND EXISTS (
  SELECT 1 FROM proposals p
  WHERE p.committee = proposal_texts.committee AND p.id = proposal_texts.proposal
    AND p.text_version = proposal_texts.version AND p.submitted_at > 0 AND p.state NOT IN (1, 3, 9));

-- The version of the text that was submitted last, and the version of the proposal that submitted it; 0 before.
ALTER TABLE proposals ADD COLUMN submitted_text BIGINT NOT NULL DEFAULT 0;
ALTER TABLE proposals ADD COLUMN submitted_version BIGINT NOT NULL DEFAULT 0;
UPDATE proposals SET submitted_text = COALESCE((
  SELECT MAX(t.version) FROM proposal_texts t
  WHERE t.committee = proposals.committee AND t.proposal = proposals.id AND t.submitted_at > 0), 0);
