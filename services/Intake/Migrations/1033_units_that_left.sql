-- Earlier versions kept the units that were replaced or relieved, who so went on reading the proposal. Assignment's
-- journal is read again from the first event; only that journal wrote these rows. What it says of the handling stays
-- meanwhile, so no case counts as not handed over.
DELETE FROM handling_units;
DELETE FROM parked WHERE source = 'assignment';
DELETE FROM checkpoints WHERE source = 'assignment';
