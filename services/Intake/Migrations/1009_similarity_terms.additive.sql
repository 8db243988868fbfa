-- By which similar proposals are found: numbers of the words of a submitted text and of pairs of them. part: 0 the
-- number of how they are made, 1 of the subject, 2 of what stands under it.
CREATE TABLE similarity_terms (
  committee TEXT NOT NULL,
  term BIGINT NOT NULL,
  proposal TEXT NOT NULL,
  part BIGINT NOT NULL,
  PRIMARY KEY (committee, term, proposal, part)
);
