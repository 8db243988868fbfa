-- The last position of Directory's journal at which something of a committee changed that others show: its people,
-- units, sessions, rules or roles, but not who signs in or out. Absent until the first such event after this migration.
CREATE TABLE directory_news (
  committee TEXT NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL
);
