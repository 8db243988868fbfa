-- Opinions and reasons given on a proposal, by the version of the proposal that the decision made. move: the decision.
CREATE TABLE proposal_opinions (
  committee TEXT NOT NULL,
  proposal TEXT NOT NULL,
  version BIGINT NOT NULL,
  move BIGINT NOT NULL,
  body TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (committee, proposal, version)
);

-- What the last decision said is kept before the next one replaces it: of returned (3) and not filed (6) proposals.
INSERT INTO proposal_opinions (committee, proposal, version, move, body, given_at)
SELECT committee, id, version, CASE state WHEN 3 THEN 8 ELSE 11 END, opinion, 0
FROM proposals WHERE state IN (3, 6) AND opinion <> '';
