-- What has expired is found by its instant, of all committees at once.
CREATE INDEX sign_ins_expiry ON sign_ins (expires_at);
