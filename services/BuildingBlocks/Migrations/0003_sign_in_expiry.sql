-- Version 0.1.0 recorded sha256 9847c5f5dc588a0c224ce5e1311c0530d67560d5dd335d68aa915960423958f0.

-- Finds expired sign-ins by their instant, across all committees.
CREATE INDEX sign_ins_expiry ON sign_ins (expires_at);
