-- 领导批示, recorded here. answered_at: 0 before the answer.
CREATE TABLE leader_instructions (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  proposal TEXT NOT NULL,
  leader TEXT NOT NULL,
  day TEXT NOT NULL,
  text TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX leader_instructions_proposal ON leader_instructions (committee, proposal, id);
