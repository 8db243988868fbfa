-- Finds expired sign-ins by their instant, across all committees.
CREATE INDEX sign_ins_expiry ON sign_ins (expires_at);
