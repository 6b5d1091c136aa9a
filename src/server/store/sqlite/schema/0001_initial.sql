-- Whatever owns pastes and tokens. `fingerprint` is the one the account began with: its name in answers.
CREATE TABLE account (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT    NOT NULL UNIQUE,
    created_at  INTEGER NOT NULL,
    admin       INTEGER NOT NULL DEFAULT 0 CHECK (admin IN (0, 1)),
    blocked     INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1))
) STRICT;
CREATE INDEX account_admin ON account (id) WHERE admin = 1;
CREATE INDEX account_marked ON account (id) WHERE admin = 1 OR blocked = 1;

-- Every fingerprint that stands for an account: that of its first certificate, of its renewals, of a self-made one.
CREATE TABLE fingerprint (
    sha1    TEXT    NOT NULL PRIMARY KEY,
    sha256  TEXT,
    account INTEGER NOT NULL REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    serial      TEXT    NOT NULL UNIQUE,
    common_name TEXT    NOT NULL,
    sha1        TEXT    NOT NULL UNIQUE,
    sha256      TEXT    NOT NULL UNIQUE,
    issued_at   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    revoked_at  INTEGER,
    account     INTEGER NOT NULL REFERENCES account (id)
) STRICT;
CREATE INDEX certificate_account ON certificate (account, expires_at) WHERE revoked_at IS NULL;

CREATE TABLE authority (
    only            INTEGER PRIMARY KEY CHECK (only = 1),
    certificate_pem TEXT    NOT NULL,
    key_pem         TEXT    NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE token (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE,
    hash         BLOB    NOT NULL UNIQUE,
    account      INTEGER NOT NULL REFERENCES account (id),
    name         TEXT    NOT NULL,
    scopes       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT;
CREATE INDEX token_account ON token (account);
CREATE INDEX token_expiry ON token (expires_at);

-- `seq` is never used again (AUTOINCREMENT), so that it names one paste for ever, which a short id cannot.
CREATE TABLE paste (
    seq               INTEGER PRIMARY KEY AUTOINCREMENT,
    id                TEXT    NOT NULL UNIQUE,
    owner             INTEGER REFERENCES account (id),
    mime_type         TEXT    NOT NULL,
    size              INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    expires_at        INTEGER NOT NULL,
    burn              INTEGER NOT NULL CHECK (burn IN (0, 1)),
    claim_hash        BLOB,
    password_salt     BLOB,
    password_hash     BLOB,
    password_rounds   INTEGER,
    display_name      TEXT,
    delete_token_hash BLOB,
    lease_reader      BLOB,
    lease_until       INTEGER CHECK ((lease_until IS NULL) = (lease_reader IS NULL))
) STRICT;
-- The listings: newest first, and all that a filter asks of a row, so that rows it leaves out are not read (`lease_until` too,
-- always null here: SQLite would look it up otherwise).
CREATE INDEX paste_newest ON paste (created_at, seq, expires_at, mime_type, lease_until) WHERE lease_until IS NULL;
CREATE INDEX paste_owner_newest ON paste (owner, created_at, seq, expires_at, mime_type, lease_until)
    WHERE lease_until IS NULL AND owner IS NOT NULL;
-- What is over, for the sweep, and to be taken off the kept counts until the sweep has come.
CREATE INDEX paste_expiry ON paste (expires_at, lease_until) WHERE lease_until IS NULL;
CREATE INDEX paste_owner_expiry ON paste (owner, expires_at, lease_until) WHERE lease_until IS NULL AND owner IS NOT NULL;
CREATE INDEX paste_lease ON paste (lease_until) WHERE lease_until IS NOT NULL;

-- The bytes, apart from the record, so that a lease or a new label does not rewrite them.
CREATE TABLE body (
    paste  INTEGER PRIMARY KEY REFERENCES paste (seq) ON DELETE CASCADE,
    sha256 BLOB NOT NULL,
    bytes  BLOB NOT NULL
) STRICT;

-- How many pastes there are that nobody has leased, and their bytes: by owner, and of all under owner 0.
CREATE TABLE tally (
    owner  INTEGER PRIMARY KEY,
    pastes INTEGER NOT NULL,
    bytes  INTEGER NOT NULL
) STRICT;
INSERT INTO tally VALUES (0, 0, 0);
CREATE TRIGGER paste_comes AFTER INSERT ON paste WHEN new.lease_until IS NULL BEGIN
    UPDATE tally SET pastes = pastes + 1, bytes = bytes + new.size WHERE owner = 0;
    INSERT INTO tally SELECT new.owner, 1, new.size WHERE new.owner IS NOT NULL
        ON CONFLICT (owner) DO UPDATE SET pastes = pastes + 1, bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER paste_goes AFTER DELETE ON paste WHEN old.lease_until IS NULL BEGIN
    UPDATE tally SET pastes = pastes - 1, bytes = bytes - old.size WHERE owner IN (0, old.owner);
    DELETE FROM tally WHERE owner = old.owner AND pastes = 0;
END;
CREATE TRIGGER paste_is_leased AFTER UPDATE OF lease_until ON paste WHEN old.lease_until IS NULL AND new.lease_until IS NOT NULL BEGIN
    UPDATE tally SET pastes = pastes - 1, bytes = bytes - old.size WHERE owner IN (0, old.owner);
    DELETE FROM tally WHERE owner = old.owner AND pastes = 0;
END;
CREATE TRIGGER paste_changes_size AFTER UPDATE OF size ON paste WHEN new.lease_until IS NULL BEGIN
    UPDATE tally SET bytes = bytes + new.size - old.size WHERE owner IN (0, new.owner);
END;

-- Spent proof-of-work tokens and idempotency keys. `paste` is no reference: it stays when the paste goes, and is null for a
-- registration.
CREATE TABLE once (
    key        BLOB    NOT NULL PRIMARY KEY,
    request    BLOB    NOT NULL,
    paste      INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX once_expiry ON once (expires_at);

CREATE TABLE dedup (
    scope    TEXT    NOT NULL,
    sha256   BLOB    NOT NULL,
    began_at INTEGER NOT NULL,
    ends_at  INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (scope, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX dedup_end ON dedup (ends_at);

CREATE TABLE quota (
    day   INTEGER NOT NULL,
    scope TEXT    NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (day, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    seq        INTEGER PRIMARY KEY,
    time       INTEGER NOT NULL,
    event      TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    outcome    TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    request_id TEXT    NOT NULL,
    previous   TEXT    NOT NULL,
    hash       TEXT    NOT NULL
) STRICT;

CREATE TABLE secret (
    name  TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
