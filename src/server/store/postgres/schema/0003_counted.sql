-- How often networks write (1) and guess (2), as each server counts it: a row stays until its window ends. Where it is lost, as it is
-- when the database falls, each server still has its own. UNLOGGED, so that an address reaches neither the log, nor what is archived of
-- it, nor a replica.
CREATE UNLOGGED TABLE counted (
    server  BYTEA  NOT NULL,
    kind    BIGINT NOT NULL,
    network BYTEA  NOT NULL,
    count   BIGINT NOT NULL,
    most    BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (server, kind, network)
);
CREATE INDEX counted_end ON counted (ends_at);
