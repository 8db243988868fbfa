-- What units promised in delivered replies (承诺事项). due_date: the day that stands, too_late_at: the first instant
-- after it. first_due_date: the day that the reply promised. proposed_due_date: a new day that nobody has decided on,
-- '' for none. proven_at: when the proof that stands was handed in, fulfilled_at: when it was confirmed; 0 until then.
CREATE TABLE commitments (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  proposal TEXT NOT NULL,
  assignment TEXT NOT NULL,
  reply TEXT NOT NULL,
  unit TEXT NOT NULL,
  number BIGINT NOT NULL,
  what TEXT NOT NULL,
  responsible TEXT NOT NULL,
  state BIGINT NOT NULL,
  due_date TEXT NOT NULL,
  too_late_at BIGINT NOT NULL,
  first_due_date TEXT NOT NULL,
  proposed_due_date TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  proven_at BIGINT NOT NULL,
  fulfilled_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX commitments_due ON commitments (committee, due_date, id);
CREATE INDEX commitments_proposal ON commitments (committee, proposal);
CREATE INDEX commitments_lapsing ON commitments (state, too_late_at);

-- What was said and decided about a commitment. version: of the commitment that it made; day: of a progress, or
-- proposed, agreed to or refused; old_day: the one before; '' for none.
CREATE TABLE commitment_entries (
  committee TEXT NOT NULL,
  commitment TEXT NOT NULL,
  version BIGINT NOT NULL,
  move BIGINT NOT NULL,
  at BIGINT NOT NULL,
  text TEXT NOT NULL,
  day TEXT NOT NULL,
  old_day TEXT NOT NULL,
  by_proposer BIGINT NOT NULL,
  PRIMARY KEY (committee, commitment, version)
);

-- What a signed reply promises; '' for nothing, and for those of an older program.
ALTER TABLE replies ADD COLUMN commitments TEXT NOT NULL DEFAULT '';
