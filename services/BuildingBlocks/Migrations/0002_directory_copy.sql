-- Version 0.1.0 recorded sha256 728b7434144d97315e33563a5cd8909e06e5d0dac3b747997ca080151f2d1fa7.

-- Every service's copy of Directory, fed by Directory's journal (in Directory itself: written with the event).
CREATE TABLE accounts (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  roles TEXT NOT NULL,
  member TEXT NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE TABLE sign_ins (
  committee TEXT NOT NULL,
  token_hash BYTEA NOT NULL,
  account TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (committee, token_hash)
);
CREATE INDEX sign_ins_token ON sign_ins (token_hash);
CREATE INDEX sign_ins_account ON sign_ins (committee, account);
CREATE TABLE committees (
  committee TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  level BIGINT NOT NULL
);
CREATE TABLE plenary_sessions (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  term BIGINT NOT NULL,
  number BIGINT NOT NULL,
  opens_at BIGINT NOT NULL,
  cut_off_at BIGINT NOT NULL,
  closes_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id),
  UNIQUE (committee, term, number)
);
CREATE TABLE sectors (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (committee, id),
  UNIQUE (committee, title)
);
CREATE TABLE members (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  kind BIGINT NOT NULL,
  sector TEXT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE TABLE units (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (committee, id),
  UNIQUE (committee, title)
);
CREATE TABLE calendars (
  committee TEXT NOT NULL,
  version BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (committee, version)
);
CREATE TABLE policy_profiles (
  committee TEXT NOT NULL,
  version BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (committee, version)
);
