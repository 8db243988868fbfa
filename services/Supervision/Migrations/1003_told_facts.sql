-- The ratings of a round, from Feedback's events: of the case (unit '') and of each unit.
CREATE TABLE rating_facts (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  round BIGINT NOT NULL,
  unit TEXT NOT NULL,
  work BIGINT NOT NULL,
  result BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal, round, unit)
);

-- Supervision no longer evaluates single forms. Its rows of Feedback's journal are deleted and the journal is read
-- again from the first event, so that earlier ratings are not missed. Only that journal wrote these rows, and nothing
-- else is lost.
ALTER TABLE form_facts DROP COLUMN lead;
ALTER TABLE form_facts DROP COLUMN work;
ALTER TABLE form_facts DROP COLUMN result;
DELETE FROM form_facts;
DELETE FROM closing_facts;
DELETE FROM timeline WHERE source = 'feedback';
DELETE FROM parked WHERE source = 'feedback';
DELETE FROM checkpoints WHERE source = 'feedback';

-- 1 when the reply completed its round (办复), from Assignment's event. Each earlier reply came with the number that
-- its round needs; the one that reached it completed the round.
ALTER TABLE reply_facts ADD COLUMN completes_round BIGINT NOT NULL DEFAULT 0;
UPDATE reply_facts SET completes_round = 1
WHERE replies_needed > 0 AND replies_needed <= (
  SELECT COUNT(*) FROM reply_facts o
  WHERE o.committee = reply_facts.committee AND o.proposal = reply_facts.proposal AND o.round = reply_facts.round
    AND (o.delivered_at < reply_facts.delivered_at
      OR (o.delivered_at = reply_facts.delivered_at AND o.id <= reply_facts.id)));
ALTER TABLE reply_facts DROP COLUMN replies_needed;
ALTER TABLE assignment_facts DROP COLUMN replies_needed;
