-- 当面协商 and 专门说明 after the last round. content: what was said; agreed: '' when nothing was agreed; recorder: the
-- account that recorded it.
CREATE TABLE conciliations (
  committee TEXT NOT NULL,
  id TEXT NOT NULL,
  proposal TEXT NOT NULL,
  round BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  date TEXT NOT NULL,
  participants TEXT NOT NULL,
  content TEXT NOT NULL,
  agreed TEXT NOT NULL,
  understanding BIGINT NOT NULL,
  recorder TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (committee, id)
);
CREATE INDEX conciliations_case ON conciliations (committee, proposal, id);
