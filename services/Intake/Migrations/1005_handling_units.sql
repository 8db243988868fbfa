-- The units that handle a case now, by their task: they read its proposal in full.
CREATE TABLE handling_units (
  committee TEXT NOT NULL,
  assignment TEXT NOT NULL,
  proposal TEXT NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY (committee, assignment)
);
CREATE INDEX handling_units_proposal ON handling_units (committee, proposal, unit);

-- Earlier versions did not store the units of Assignment's journal. The rows of that journal are deleted and it is read
-- again from the first event. Only that journal wrote them, and nothing else is lost.
DELETE FROM handling;
DELETE FROM parked WHERE source = 'assignment';
DELETE FROM checkpoints WHERE source = 'assignment';
