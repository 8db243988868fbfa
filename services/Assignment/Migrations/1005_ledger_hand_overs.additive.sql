-- Hand-overs of imported cases, as their ledgers tell them, until the profile and the calendar are known here and the
-- units have their tasks.
CREATE TABLE ledger_hand_overs (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  units TEXT NOT NULL,
  handed_over_on TEXT NOT NULL,
  acknowledged_on TEXT NOT NULL,
  PRIMARY KEY (committee, id)
);
