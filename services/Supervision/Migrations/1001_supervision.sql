-- Version 0.1.0 recorded sha256 10bc864a48716364f0b76c00b6881cc35169b8241e955f27568514d8d3c1a4a2.

-- Intake's facts about a proposal. Only Intake's journal writes here, so that the streams may arrive in any order.
CREATE TABLE intake_facts (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  session TEXT NOT NULL,
  state BIGINT NOT NULL,
  session_kind BIGINT NOT NULL,
  proposer_kind BIGINT NOT NULL,
  lead TEXT NOT NULL,
  category TEXT NOT NULL,
  subject TEXT NOT NULL,
  case_number BIGINT NOT NULL,
  merged_into TEXT NOT NULL,
  policy_version BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal)
);
CREATE INDEX intake_facts_session ON intake_facts (committee, session, case_number, proposal);
CREATE INDEX intake_facts_number ON intake_facts (committee, case_number, proposal);
CREATE INDEX intake_facts_merged ON intake_facts (committee, merged_into);

-- The proposers of a proposal as it was last submitted: they may read its case.
CREATE TABLE intake_proposers (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  member TEXT NOT NULL,
  PRIMARY KEY (committee, proposal, member)
);

-- The row of an earlier system's ledger, as Intake imported it, and the units it names.
CREATE TABLE ledger_facts (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (committee, proposal)
);
CREATE TABLE ledger_units (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY (committee, proposal, unit)
);

-- Assignment's facts: tasks of units, delivered replies, contacts. An instant of 0 means "not yet", a due date of ''
-- "none".
CREATE TABLE assignment_facts (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  proposal TEXT NOT NULL,
  unit TEXT NOT NULL,
  role BIGINT NOT NULL,
  round BIGINT NOT NULL,
  state BIGINT NOT NULL,
  replies_needed BIGINT NOT NULL,
  policy_version BIGINT NOT NULL,
  acknowledge_due TEXT NOT NULL,
  acknowledge_too_late_at BIGINT NOT NULL,
  acknowledge_provisional BIGINT NOT NULL,
  answer_due TEXT NOT NULL,
  answer_too_late_at BIGINT NOT NULL,
  answer_provisional BIGINT NOT NULL,
  acknowledged_at BIGINT NOT NULL,
  completed_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX assignment_facts_proposal ON assignment_facts (committee, proposal, id);
CREATE INDEX assignment_facts_open ON assignment_facts (committee, state, unit);

CREATE TABLE reply_facts (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  proposal TEXT NOT NULL,
  assignment TEXT NOT NULL,
  unit TEXT NOT NULL,
  role BIGINT NOT NULL,
  round BIGINT NOT NULL,
  outcome_class TEXT NOT NULL,
  disclosure BIGINT NOT NULL,
  replies_needed BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX reply_facts_proposal ON reply_facts (committee, proposal, id);

CREATE TABLE contact_facts (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  proposal TEXT NOT NULL,
  assignment TEXT NOT NULL,
  day TEXT NOT NULL,
  form BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX contact_facts_proposal ON contact_facts (committee, proposal, id);

-- Feedback's facts: forms, and the state of a case's closing side.
CREATE TABLE form_facts (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  proposal TEXT NOT NULL,
  unit TEXT NOT NULL,
  round BIGINT NOT NULL,
  lead BIGINT NOT NULL,
  state BIGINT NOT NULL,
  work BIGINT NOT NULL,
  result BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX form_facts_proposal ON form_facts (committee, proposal, id);

CREATE TABLE closing_facts (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  state BIGINT NOT NULL,
  round BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal)
);

-- Every event of every journal that concerns a proposal. The sentence is made on reading: a unit's title may arrive
-- later than the event that names it.
CREATE TABLE timeline (
  committee TEXT NOT NULL,
  source TEXT NOT NULL,
  position BIGINT NOT NULL,
  proposal TEXT NOT NULL,
  type TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (committee, source, position)
);
CREATE INDEX timeline_proposal ON timeline (committee, proposal, at);

-- Urges: the only decision made here. At most one for a duty and local day.
CREATE TABLE urges (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  duty TEXT NOT NULL,
  proposal TEXT NOT NULL,
  unit TEXT NOT NULL,
  channel BIGINT NOT NULL,
  content TEXT NOT NULL,
  urged_by TEXT NOT NULL,
  urged_at BIGINT NOT NULL,
  local_day TEXT NOT NULL,
  PRIMARY KEY (committee, id),
  UNIQUE (committee, duty, local_day)
);
CREATE INDEX urges_proposal ON urges (committee, proposal, id);
CREATE INDEX urges_unit ON urges (committee, unit, id);
