-- Version 0.1.0 recorded sha256 882297709822b8bbab445044f287b6ddbf148a6d101bc47395e4a63db02fe7ce.

-- Data that only Directory holds: names of people, sign-in names, password hashes.
CREATE TABLE people (
  committee TEXT NOT NULL,
  member TEXT NOT NULL,
  display_name TEXT NOT NULL,
  PRIMARY KEY (committee, member)
);
CREATE INDEX people_name ON people (committee, display_name);
CREATE TABLE account_profiles (
  committee TEXT NOT NULL,
  account TEXT NOT NULL,
  login TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  failures BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (committee, account),
  UNIQUE (committee, login)
);
