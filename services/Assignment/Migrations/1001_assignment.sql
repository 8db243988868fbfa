-- Version 0.1.0 recorded sha256 76ab9ee3a5314524ffc0703988a55461fb07ad53417ea23d551bc8672a9de7da.

-- Intake's facts about a proposal that was filed, or merged into a filed one. proposers: ids joined by commas, the lead
-- first. handed_over_at: instant of the first hand-over, from which the cap counts; 0 until then.
CREATE TABLE filed_proposals (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  filed BIGINT NOT NULL,
  case_number BIGINT NOT NULL,
  subject TEXT NOT NULL,
  session_kind BIGINT NOT NULL,
  policy_version BIGINT NOT NULL,
  proposers TEXT NOT NULL,
  merged_into TEXT NOT NULL,
  withdrawn BIGINT NOT NULL,
  handed_over_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX filed_proposals_waiting ON filed_proposals (committee, handed_over_at, case_number, id);
CREATE INDEX filed_proposals_merged ON filed_proposals (committee, merged_into);

-- A unit's task (unit × role × round). It is the aggregate: requests, contacts, opinions and replies are its parts and
-- share its versions in the journal.
CREATE TABLE assignments (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  proposal TEXT NOT NULL,
  unit TEXT NOT NULL,
  role BIGINT NOT NULL,
  state BIGINT NOT NULL,
  round BIGINT NOT NULL,
  replaces TEXT NOT NULL,
  handed_over_at BIGINT NOT NULL,
  acknowledge_due TEXT NOT NULL,
  acknowledge_too_late_at BIGINT NOT NULL,
  acknowledge_provisional BIGINT NOT NULL,
  return_due TEXT NOT NULL,
  return_too_late_at BIGINT NOT NULL,
  return_provisional BIGINT NOT NULL,
  due TEXT NOT NULL,
  due_too_late_at BIGINT NOT NULL,
  due_provisional BIGINT NOT NULL,
  original_due TEXT NOT NULL,
  original_too_late_at BIGINT NOT NULL,
  original_provisional BIGINT NOT NULL,
  acknowledged_at BIGINT NOT NULL,
  completed_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX assignments_proposal ON assignments (committee, proposal, round);
CREATE INDEX assignments_unit ON assignments (committee, unit, id);

-- How each due date was counted when it was announced, day by day: a serialised DeadlineLedger.
CREATE TABLE deadline_ledgers (
  committee TEXT NOT NULL,
  assignment TEXT NOT NULL,
  duty BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (committee, assignment, duty)
);

CREATE TABLE return_requests (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  assignment TEXT NOT NULL,
  state BIGINT NOT NULL,
  reason TEXT NOT NULL,
  suggested_unit TEXT NOT NULL,
  refusal TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX return_requests_assignment ON return_requests (committee, assignment, state);

CREATE TABLE contacts (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  assignment TEXT NOT NULL,
  date TEXT NOT NULL,
  form BIGINT NOT NULL,
  summary TEXT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX contacts_assignment ON contacts (committee, assignment, id);

CREATE TABLE opinions (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  assignment TEXT NOT NULL,
  text TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX opinions_assignment ON opinions (committee, assignment);

-- number: 1, 2, 3 … within the assignment. The text of a version never changes; a newer text is a newer row.
CREATE TABLE replies (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  assignment TEXT NOT NULL,
  number BIGINT NOT NULL,
  state BIGINT NOT NULL,
  text TEXT NOT NULL,
  document_number TEXT NOT NULL,
  outcome_class TEXT NOT NULL,
  signatory TEXT NOT NULL,
  disclosure BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id),
  UNIQUE (committee, assignment, number)
);

CREATE TABLE extension_requests (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  assignment TEXT NOT NULL,
  state BIGINT NOT NULL,
  reason TEXT NOT NULL,
  until TEXT NOT NULL,
  old_due TEXT NOT NULL,
  denial TEXT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX extension_requests_assignment ON extension_requests (committee, assignment, state);
