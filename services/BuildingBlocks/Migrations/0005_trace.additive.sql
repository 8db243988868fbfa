-- The trace in which an event was appended, so that the service that pulls it continues the trace. Not part of the
-- hash.
ALTER TABLE journal ADD COLUMN trace_parent TEXT NOT NULL DEFAULT '';
