-- As in ../../sqlite/schema, but that a wrapped key stands in the row of its paste, and `sha256` is of the sealed bytes then.
CREATE TABLE storage_key (
    id     BYTEA   NOT NULL PRIMARY KEY,
    digest BYTEA   NOT NULL,
    holds  BOOLEAN NOT NULL UNIQUE
);
ALTER TABLE paste ADD COLUMN storage_key BYTEA;
ALTER TABLE paste ADD COLUMN wrapped_key BYTEA;
INSERT INTO gate (name) VALUES ('storage_key');
