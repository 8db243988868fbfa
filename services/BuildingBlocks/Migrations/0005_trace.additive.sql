-- Version 0.1.0 recorded sha256 75f10bd110b7a85394be946ec9bdb3812268d468503b6e48727813abf8f9fb5b.

-- The trace in which an event was appended, so that the service that pulls it continues the trace. Not part of the
-- hash.
ALTER TABLE journal ADD COLUMN trace_parent TEXT NOT NULL DEFAULT '';
