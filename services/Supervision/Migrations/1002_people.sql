-- Who is invited to co-sign, as Intake's journal tells it: a member hears of a draft he is invited to. The state is Intake's; 5 is cancelled.
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

-- The one member an event is about besides the lead, e.g. whom an invitation is for; '' when it concerns all of the case.
ALTER TABLE timeline ADD COLUMN member TEXT NOT NULL DEFAULT '';
CREATE INDEX timeline_at ON timeline (committee, at, source, position);

-- Whose cases there are, from the other side.
CREATE INDEX intake_facts_lead ON intake_facts (committee, lead, proposal);
CREATE INDEX intake_proposers_member ON intake_proposers (committee, member, proposal);
CREATE INDEX assignment_facts_unit ON assignment_facts (committee, unit, proposal);
CREATE INDEX ledger_units_unit ON ledger_units (committee, unit, proposal);

-- 重点提案, decided here. marked: 1 while it is one; a row with 0 also says that a ledger's mark was taken off. reason: of taking it off.
CREATE TABLE key_proposals (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  version BIGINT NOT NULL,
  marked BIGINT NOT NULL,
  overseer TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (committee, proposal)
);

-- What Intake's journal told before did not keep the invitations. It is forgotten and read again from the first event: only that journal wrote these rows, and nothing else is lost.
DELETE FROM intake_facts;
DELETE FROM intake_proposers;
DELETE FROM ledger_facts;
DELETE FROM ledger_units;
DELETE FROM timeline WHERE source = 'intake';
DELETE FROM parked WHERE source = 'intake';
DELETE FROM checkpoints WHERE source = 'intake';
