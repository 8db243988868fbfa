-- Version 0.1.0 recorded sha256 90a55f7cd6dd48dff79d01ac9838a77e4b26a6ce536156badf98a6cc17059c52.

-- Replies that Assignment delivered. A reply is pending until its forms are issued: the policy profile or the calendar
-- may arrive after it.
CREATE TABLE replies (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  proposal TEXT NOT NULL,
  unit TEXT NOT NULL,
  round BIGINT NOT NULL,
  proposers TEXT NOT NULL,
  needed BIGINT NOT NULL,
  policy_version BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL,
  pending BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX replies_round ON replies (committee, proposal, round);
CREATE INDEX replies_pending ON replies (pending, delivered_at);

-- Proposals that were withdrawn during handling.
CREATE TABLE withdrawn (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  PRIMARY KEY (committee, proposal)
);

-- The current state of a feedback form. The comment is stored here only, never in an event.
CREATE TABLE forms (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  proposal TEXT NOT NULL,
  reply TEXT NOT NULL,
  unit TEXT NOT NULL,
  member TEXT NOT NULL,
  round BIGINT NOT NULL,
  lead BIGINT NOT NULL,
  state BIGINT NOT NULL,
  work BIGINT NOT NULL,
  result BIGINT NOT NULL,
  comment TEXT NOT NULL,
  due_date TEXT NOT NULL,
  too_late_at BIGINT NOT NULL,
  submitted_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id),
  UNIQUE (committee, reply, member)
);
CREATE INDEX forms_round ON forms (committee, proposal, round);
CREATE INDEX forms_member ON forms (committee, member, id);
CREATE INDEX forms_open ON forms (state, too_late_at);

-- The closing side of a case; work and result are those of a finished round.
CREATE TABLE cases (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  version BIGINT NOT NULL,
  state BIGINT NOT NULL,
  round BIGINT NOT NULL,
  policy_version BIGINT NOT NULL,
  work BIGINT NOT NULL,
  result BIGINT NOT NULL,
  reason TEXT NOT NULL,
  closed_at BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal)
);
