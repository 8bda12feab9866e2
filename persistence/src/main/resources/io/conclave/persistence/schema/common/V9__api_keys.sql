-- Who may call the API. The key itself is nowhere: what is kept of it is a digest.
-- Times are UTC epoch nanoseconds.

CREATE TABLE api_keys (
    id         VARCHAR(24) PRIMARY KEY,           -- the public part of the key: names it in lists and logs
    holder     VARCHAR(64) NOT NULL,              -- for people
    digest     VARCHAR(64) NOT NULL UNIQUE,       -- SHA-256 of the key, hex
    scope      VARCHAR(16) NOT NULL CHECK (scope IN ('read', 'trade', 'admin')),
    created_at BIGINT NOT NULL,
    expires_at BIGINT,                            -- absent: never
    revoked_at BIGINT,                            -- absent: it holds
    reason     VARCHAR                            -- why it was revoked
);
