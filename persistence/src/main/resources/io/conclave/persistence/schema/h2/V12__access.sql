-- A key has one role. Times are UTC epoch nanoseconds, wall clock.
ALTER TABLE api_keys ADD COLUMN role VARCHAR(8) DEFAULT 'viewer' NOT NULL;
UPDATE api_keys SET role = CASE scope WHEN 'trade' THEN 'trader' WHEN 'admin' THEN 'admin' ELSE 'viewer' END;
ALTER TABLE api_keys ALTER COLUMN role DROP DEFAULT;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_role CHECK (role IN ('viewer', 'trader', 'risk', 'admin', 'agent'));
ALTER TABLE api_keys DROP COLUMN scope;
ALTER TABLE api_keys ADD COLUMN used_at BIGINT;       -- written once in a while; absent: never used

-- Every call that changes something, also those that were refused: one hash chain. A row's hash is SHA-256 of the hash
-- before it and of every other column; the head knows how long the chain is.
CREATE TABLE audit_trail (
    seq    BIGINT PRIMARY KEY,                        -- from 1, without a gap
    id     VARCHAR(36) NOT NULL UNIQUE,               -- of the request; the same when a write is repeated
    at     BIGINT NOT NULL,
    actor  VARCHAR(64) NOT NULL,                      -- a key's id, a user of the machine, or anonymous
    role   VARCHAR(8) NOT NULL,                       -- empty: none
    action VARCHAR(100) NOT NULL,                     -- POST /v1/orders, keys create
    target VARCHAR NOT NULL,                          -- what it was done to
    origin VARCHAR(64) NOT NULL,                      -- an address, or: command line
    status INTEGER NOT NULL,                          -- of HTTP; 0 on the command line
    code   VARCHAR(64) NOT NULL,                      -- done, or why it was refused
    hash   VARCHAR(64) NOT NULL
);
CREATE TABLE audit_head (
    trail        VARCHAR(8) PRIMARY KEY,
    rows_written BIGINT NOT NULL,
    hash         VARCHAR(64) NOT NULL                 -- of the last row
);
INSERT INTO audit_head VALUES ('api', 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- What was answered to whoever named a call with an Idempotency-Key, so that the same call is done once.
CREATE TABLE idempotency (
    holder     VARCHAR(64) NOT NULL,                  -- whose key
    name       VARCHAR(128) NOT NULL,                 -- as the caller chose it
    request    VARCHAR(64) NOT NULL,                  -- SHA-256 of method, path and body, hex
    begun_at   BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    status     INTEGER,                               -- absent while the call runs, and when nobody knows what came of it
    media_type VARCHAR(100),
    body       VARCHAR,
    location   VARCHAR,                               -- of what the call made
    PRIMARY KEY (holder, name)
);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);
