-- How far each entity's events are in the read models, written in the transaction that writes them. A repeated event is
-- known by it, and so is one that was left out: the journal numbers an entity's events from 1, without holes.
CREATE TABLE projected (
    run             VARCHAR(64) NOT NULL,
    persistence_id  VARCHAR(255) NOT NULL,
    sequence_number BIGINT NOT NULL,
    PRIMARY KEY (run, persistence_id)
);

-- One row a run: whoever writes its read models holds it.
CREATE TABLE projected_run (
    run  VARCHAR(64) PRIMARY KEY,
    late BIGINT DEFAULT 0 NOT NULL                -- events that had been left out, found and applied
);

-- What an account holds: the sum of the fills in its books.
CREATE TABLE positions (
    run      VARCHAR(64) NOT NULL,
    account  VARCHAR(64) NOT NULL,
    symbol   VARCHAR(24) NOT NULL,
    quantity NUMERIC(20, 8) NOT NULL,             -- signed
    realised NUMERIC(20, 8) NOT NULL,             -- profit and loss of what was closed, first in first out, before fees
    fees     NUMERIC(20, 8) NOT NULL,
    fills    BIGINT NOT NULL,
    at_nanos BIGINT NOT NULL,                     -- of the last fill
    lots     VARCHAR NOT NULL,                    -- what is open, oldest first
    PRIMARY KEY (run, account, symbol)
);

CREATE TABLE agents (
    run         VARCHAR(64) NOT NULL,
    symbol      VARCHAR(24) NOT NULL,
    agent       VARCHAR(32) NOT NULL,
    standing    VARCHAR(8) NOT NULL,              -- as last ordered: it holds from the next round on
    weight      DOUBLE PRECISION,                 -- part of the awake mass in the last settled round; absent if it slept
    votes_cast  BIGINT NOT NULL,
    abstentions BIGINT NOT NULL,
    scored      BIGINT NOT NULL,                  -- votes whose outcome is known
    loss        DOUBLE PRECISION NOT NULL,        -- sum of their Brier losses
    served_loss DOUBLE PRECISION NOT NULL,        -- the federation's over the same rounds
    voted_at    BIGINT,                           -- event time of its last vote, cast or not
    PRIMARY KEY (run, symbol, agent)
);

-- Work that somebody asked for and that takes a while. Not made from the journal: this table is its own truth.
CREATE TABLE jobs (
    id         VARCHAR(64) PRIMARY KEY,
    kind       VARCHAR(32) NOT NULL,
    asked_by   VARCHAR(64) NOT NULL,
    asked      VARCHAR NOT NULL,                  -- what for, JSON
    state      VARCHAR(16) NOT NULL,              -- QUEUED, RUNNING, DONE, FAILED, CANCELLED
    progress   DOUBLE PRECISION DEFAULT 0 NOT NULL, -- 0 to 1
    result     VARCHAR,                           -- JSON; with DONE
    fault      VARCHAR,                           -- a sentence; with FAILED
    created_at BIGINT NOT NULL,                   -- UTC epoch nanoseconds, wall clock
    changed_at BIGINT NOT NULL
);
CREATE INDEX jobs_by_time ON jobs (created_at, id);
