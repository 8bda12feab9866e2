-- How agents came to their votes: one hash chain for each run, agent and instrument. Times are UTC epoch nanoseconds.
-- A row's hash is SHA-256 of the hash before it and of every other column; the head knows how long the chain is.

CREATE TABLE agent_logs (
    run           VARCHAR(64) NOT NULL,
    agent         VARCHAR(32) NOT NULL,
    symbol        VARCHAR(24) NOT NULL,
    seq           BIGINT NOT NULL,               -- from 1, without a gap
    id            VARCHAR(36) NOT NULL UNIQUE,   -- the same when a write is repeated
    as_of         BIGINT NOT NULL,               -- the decision, with the symbol
    attempt       INTEGER NOT NULL,              -- 2 and more: asked again before its vote was journalled
    model_id      VARCHAR NOT NULL,
    prompt_hash   VARCHAR(64) NOT NULL,
    response_hash VARCHAR(64) NOT NULL,
    inputs        VARCHAR NOT NULL,              -- JSON in ASCII
    outputs       VARCHAR NOT NULL,
    tokens        INTEGER NOT NULL,
    cost_micros   BIGINT NOT NULL,               -- 1e-6 US dollars
    latency_nanos BIGINT NOT NULL,
    recorded_at   BIGINT NOT NULL,               -- wall clock
    hash          VARCHAR(64) NOT NULL,
    PRIMARY KEY (run, agent, symbol, seq)
);
CREATE INDEX agent_logs_by_decision ON agent_logs (run, symbol, as_of);

CREATE TABLE agent_log_heads (
    run           VARCHAR(64) NOT NULL,
    agent         VARCHAR(32) NOT NULL,
    symbol        VARCHAR(24) NOT NULL,
    rows_written  BIGINT NOT NULL,
    hash          VARCHAR(64) NOT NULL,          -- of the last row
    as_of         BIGINT NOT NULL,               -- of the last row
    attempt       INTEGER NOT NULL,              -- of the last row
    rows_archived BIGINT DEFAULT 0 NOT NULL,     -- taken away from the front on purpose
    archived_hash VARCHAR(64) DEFAULT '' NOT NULL,
    PRIMARY KEY (run, agent, symbol)
);
