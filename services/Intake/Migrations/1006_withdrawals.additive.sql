-- Withdrawals: who asked why, what the other side said, and how it ended. number: 1, 2, 3 … of a proposal. side: 1 the
-- proposer, 2 an office.
CREATE TABLE withdrawals (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  proposal TEXT NOT NULL,
  number BIGINT NOT NULL,
  state BIGINT NOT NULL,
  side BIGINT NOT NULL,
  reason TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id),
  UNIQUE (committee, proposal, number)
);
