-- The storage key that bodies are sealed under, and while it changes the one before: by its id, never itself. `digest` is the key of
-- all hashes of bodies, under it.
CREATE TABLE storage_key (
    id      BLOB    NOT NULL PRIMARY KEY,
    digest  BLOB    NOT NULL,
    current INTEGER NOT NULL UNIQUE CHECK (current IN (0, 1))
) STRICT, WITHOUT ROWID;

-- The key of each body that is sealed, under the storage key `key`; without it nobody opens the body. `sha256` is of the sealed bytes:
-- `body.sha256` is empty then, for the hash of a body would confirm a guess.
CREATE TABLE sealed (
    paste   INTEGER PRIMARY KEY REFERENCES body (paste) ON DELETE CASCADE,
    key     BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    sha256  BLOB NOT NULL
) STRICT;
