-- When a co-signer left, or asked to after the filing decision, and why; 0 and '' before.
ALTER TABLE invitations ADD COLUMN retracted_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invitations ADD COLUMN retraction_reason TEXT NOT NULL DEFAULT '';
