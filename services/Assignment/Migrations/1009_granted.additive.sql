-- What was granted, and who decided when. granted_until: YYYY-MM-DD; '' unless granted, and where an older program
-- granted it as asked. grant_reason: why another day than the one asked for. decided_by: id of the account, '' until
-- then. decided_at: 0 until then.
ALTER TABLE extension_requests ADD COLUMN granted_until TEXT NOT NULL DEFAULT '';
ALTER TABLE extension_requests ADD COLUMN grant_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE extension_requests ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';
ALTER TABLE extension_requests ADD COLUMN decided_at BIGINT NOT NULL DEFAULT 0;
