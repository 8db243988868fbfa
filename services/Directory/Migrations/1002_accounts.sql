-- The wrong passwords of a login, counted for each address from which it was tried, and for all of them together
-- (address ''). The login is a hash of its spelling, because people type passwords into the wrong field.
CREATE TABLE sign_in_tries (
  committee TEXT NOT NULL,
  login TEXT NOT NULL,
  address TEXT NOT NULL,
  failures BIGINT NOT NULL,
  successes BIGINT NOT NULL,
  failures_before BIGINT NOT NULL,
  wait_until BIGINT NOT NULL,
  tried_at BIGINT NOT NULL,
  succeeded_at BIGINT NOT NULL,
  kept_until BIGINT NOT NULL,
  PRIMARY KEY (committee, login, address)
);
CREATE INDEX sign_in_tries_kept ON sign_in_tries (kept_until);

-- The spelling by which look-alike logins are found; '' for an account of an earlier version.
ALTER TABLE account_profiles ADD COLUMN login_key TEXT NOT NULL DEFAULT '';
CREATE INDEX account_profiles_key ON account_profiles (committee, login_key);

-- Until when a password that somebody else has drawn opens one sign-in; 0 for a password of the user's own.
ALTER TABLE account_profiles ADD COLUMN one_time_until BIGINT NOT NULL DEFAULT 0;

-- The lock that anybody could cause.
ALTER TABLE account_profiles DROP COLUMN failures;
ALTER TABLE account_profiles DROP COLUMN locked_until;
