-- Commitments of delivered replies, from Assignment's journal. due_date and too_late_at: the day that stands;
-- first_too_late_at: the first instant after the promised day; proven_at: 0 while no proof stands.
CREATE TABLE commitment_facts (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  proposal TEXT NOT NULL,
  assignment TEXT NOT NULL,
  unit TEXT NOT NULL,
  policy_version BIGINT NOT NULL,
  state BIGINT NOT NULL,
  due_date TEXT NOT NULL,
  too_late_at BIGINT NOT NULL,
  first_too_late_at BIGINT NOT NULL,
  proven_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX commitment_facts_proposal ON commitment_facts (committee, proposal);
