-- Version 0.1.0 recorded sha256 951b1a3875d9f4665a0f221487d68d9c6074cdeb68754aaf8dffc44d7cee1580.

-- The current state of a proposal; its texts are rows of their own, and a submitted one never changes.
CREATE TABLE proposals (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  state BIGINT NOT NULL,
  session TEXT NOT NULL,
  session_kind BIGINT NOT NULL,
  proposer_kind BIGINT NOT NULL,
  lead TEXT NOT NULL,
  category TEXT NOT NULL,
  subject TEXT NOT NULL,
  text_version BIGINT NOT NULL,
  suggestions BIGINT NOT NULL,
  suggested_units TEXT NOT NULL,
  may_publish BIGINT NOT NULL,
  not_public_reason TEXT NOT NULL,
  serial_number BIGINT NOT NULL,
  case_number BIGINT NOT NULL,
  opinion TEXT NOT NULL,
  rejection_reason TEXT NOT NULL,
  merged_into TEXT NOT NULL,
  state_before_merge BIGINT NOT NULL,
  policy_version BIGINT NOT NULL,
  submitted_at BIGINT NOT NULL,
  filed_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX proposals_session ON proposals (committee, session, id);
CREATE INDEX proposals_lead ON proposals (committee, lead, id);
CREATE INDEX proposals_merged ON proposals (committee, merged_into) WHERE merged_into <> '';

CREATE TABLE proposal_texts (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  version BIGINT NOT NULL,
  body BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  saved_at BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal, version)
);

CREATE TABLE invitations (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  proposal TEXT NOT NULL,
  member TEXT NOT NULL,
  state BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX invitations_proposal ON invitations (committee, proposal, state);
CREATE INDEX invitations_member ON invitations (committee, member, id);
CREATE INDEX invitations_open ON invitations (state, expires_at);

-- 流水号 and 案号: the next number is taken in the transaction that uses it, so there are no gaps and no duplicates.
CREATE TABLE counters (
  committee TEXT NOT NULL,
  session TEXT NOT NULL,
  kind TEXT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (committee, session, kind)
);

-- Assignment's facts about a case, as far as Intake decides by them.
CREATE TABLE handling (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  replied BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal)
);
