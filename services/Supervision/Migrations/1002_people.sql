-- Version 0.1.0 recorded sha256 ea66d0e3b168ce7728c52343c0dae0db1b698dc25ee370eecfe59800e23a4a45.

-- Invitations to co-sign, from Intake's journal: a member is notified about a draft it is invited to. The state is
-- Intake's; 5 is cancelled.
CREATE TABLE invitation_facts (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  proposal TEXT NOT NULL,
  member TEXT NOT NULL,
  state BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX invitation_facts_proposal ON invitation_facts (committee, proposal, member);
CREATE INDEX invitation_facts_member ON invitation_facts (committee, member, proposal);

-- The one member, besides the lead, that an event concerns, e.g. the invited one; '' when it concerns everybody of the
-- case.
ALTER TABLE timeline ADD COLUMN member TEXT NOT NULL DEFAULT '';
CREATE INDEX timeline_at ON timeline (committee, at, source, position);

-- The cases of a member and of a unit.
CREATE INDEX intake_facts_lead ON intake_facts (committee, lead, proposal);
CREATE INDEX intake_proposers_member ON intake_proposers (committee, member, proposal);
CREATE INDEX assignment_facts_unit ON assignment_facts (committee, unit, proposal);
CREATE INDEX ledger_units_unit ON ledger_units (committee, unit, proposal);

-- 重点提案, decided here. marked: 1 while it is one; a row with 0 also says that a ledger's mark was removed. reason:
-- why it was removed.
CREATE TABLE key_proposals (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  version BIGINT NOT NULL,
  marked BIGINT NOT NULL,
  overseer TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (committee, proposal)
);

-- Earlier versions did not store the invitations of Intake's journal. Its rows are deleted and the journal is read
-- again from the first event. Only that journal wrote these rows, and nothing else is lost.
DELETE FROM intake_facts;
DELETE FROM intake_proposers;
DELETE FROM ledger_facts;
DELETE FROM ledger_units;
DELETE FROM timeline WHERE source = 'intake';
DELETE FROM parked WHERE source = 'intake';
DELETE FROM checkpoints WHERE source = 'intake';
