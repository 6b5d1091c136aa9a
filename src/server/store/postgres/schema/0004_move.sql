-- As in ../../sqlite/schema.
CREATE TABLE move (
    one    BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    id     BYTEA  NOT NULL,
    state  TEXT   NOT NULL CHECK (state IN ('arriving', 'whole', 'arrived', 'leaving', 'left')),
    place  TEXT   NOT NULL,
    cursor BYTEA  NOT NULL
);
