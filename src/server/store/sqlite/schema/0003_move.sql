-- Where this database is in a move: it comes from another, goes to another, or has gone. `id` is the same at both ends, `place` is the
-- other end, `cursor` how far the copy has come. While it leaves, a trigger on every other table refuses each write.
CREATE TABLE move (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    id     BLOB    NOT NULL,
    state  TEXT    NOT NULL CHECK (state IN ('arriving', 'whole', 'arrived', 'leaving', 'left')),
    place  TEXT    NOT NULL,
    cursor BLOB    NOT NULL
) STRICT;
