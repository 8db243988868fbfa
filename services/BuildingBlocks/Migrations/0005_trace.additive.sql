-- The trace in which an event was appended, so that whoever pulls it goes on in it. Outside the hash.
ALTER TABLE journal ADD COLUMN trace_parent TEXT NOT NULL DEFAULT '';
