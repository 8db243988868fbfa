-- 督办任务, decided here. members: ids of those who take part, separated by commas. first_day, last_day: planned.
-- started_at, ended_at: 0 before. reason: why it was cancelled.
CREATE TABLE supervision_tasks (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  proposal TEXT NOT NULL,
  mode BIGINT NOT NULL,
  state BIGINT NOT NULL,
  leader TEXT NOT NULL,
  special_committee TEXT NOT NULL,
  members TEXT NOT NULL,
  outline TEXT NOT NULL,
  division TEXT NOT NULL,
  standard TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  summary TEXT NOT NULL,
  reason TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX supervision_tasks_proposal ON supervision_tasks (committee, proposal, id);

-- What was done for a task. satisfied, mostly_satisfied, dissatisfied: ratings on the spot, all 0 when none were given.
CREATE TABLE supervision_records (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  task TEXT NOT NULL,
  day TEXT NOT NULL,
  form BIGINT NOT NULL,
  stage BIGINT NOT NULL,
  place TEXT NOT NULL,
  participants TEXT NOT NULL,
  minutes TEXT NOT NULL,
  satisfied BIGINT NOT NULL,
  mostly_satisfied BIGINT NOT NULL,
  dissatisfied BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX supervision_records_task ON supervision_records (committee, task, id);

-- 问题清单. settled_on: '' while the problem is open.
CREATE TABLE supervision_problems (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  task TEXT NOT NULL,
  record TEXT NOT NULL,
  unit TEXT NOT NULL,
  problem TEXT NOT NULL,
  promise TEXT NOT NULL,
  due_date TEXT NOT NULL,
  settled_on TEXT NOT NULL,
  settlement TEXT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX supervision_problems_task ON supervision_problems (committee, task, due_date, id);
CREATE INDEX supervision_problems_due ON supervision_problems (committee, due_date, id);
