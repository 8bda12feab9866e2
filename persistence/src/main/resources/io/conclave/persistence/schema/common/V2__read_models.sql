-- What people and the API read. Every row follows from the journal; all of it can be dropped and projected again.
-- Times are UTC epoch nanoseconds, event time. JSON columns are in the journal's own format.

CREATE TABLE runs (
    run           VARCHAR(64) PRIMARY KEY,
    tape_id       VARCHAR(64),
    settings_hash VARCHAR(64),
    steps         INTEGER DEFAULT 0 NOT NULL,
    as_of         BIGINT,
    run_hash      VARCHAR(64)                     -- absent until the run has ended
);

CREATE TABLE decisions (
    run          VARCHAR(64) NOT NULL,
    symbol       VARCHAR(24) NOT NULL,
    as_of        BIGINT NOT NULL,
    close_price  NUMERIC(20, 8),                  -- what the round decided at
    priced_at    BIGINT,
    barrier_up   NUMERIC(12, 6),                  -- shares of the close
    barrier_down NUMERIC(12, 6),
    held         NUMERIC(18, 6),                  -- share of equity held when it was decided
    stance       VARCHAR(16),                     -- LONG, SHORT, FLAT, NO_TRADE; absent while the round is open
    target       NUMERIC(18, 6),                  -- share of equity wanted
    cause        VARCHAR(32),
    allowed      NUMERIC(18, 6),                  -- share of equity the risk gate left; absent if it was not asked
    q_down       DOUBLE PRECISION,
    q_flat       DOUBLE PRECISION,
    q_up         DOUBLE PRECISION,
    outcome      VARCHAR(8),                      -- absent until the horizon has passed
    link         VARCHAR(64),                     -- hash chain up to here; absent until sealed
    question     VARCHAR,
    facts        VARCHAR,
    consensus    VARCHAR,
    certificate  VARCHAR,
    PRIMARY KEY (run, symbol, as_of)
);
CREATE INDEX decisions_by_time ON decisions (run, as_of);

CREATE TABLE votes (
    run           VARCHAR(64) NOT NULL,
    symbol        VARCHAR(24) NOT NULL,
    as_of         BIGINT NOT NULL,
    agent         VARCHAR(32) NOT NULL,
    down_ppm      INTEGER,                        -- the three are absent in an abstention
    flat_ppm      INTEGER,
    up_ppm        INTEGER,
    abstained     VARCHAR(32),                    -- the reason
    detail        VARCHAR,
    weight        DOUBLE PRECISION,               -- part of the awake mass, after the cap
    evidence      VARCHAR NOT NULL,
    model_id      VARCHAR NOT NULL,
    prompt_hash   VARCHAR NOT NULL,
    tokens        INTEGER NOT NULL,
    cost_micros   BIGINT NOT NULL,
    latency_nanos BIGINT NOT NULL,
    PRIMARY KEY (run, symbol, as_of, agent)
);

CREATE TABLE agent_weights (
    run    VARCHAR(64) NOT NULL,
    symbol VARCHAR(24) NOT NULL,
    as_of  BIGINT NOT NULL,
    agent  VARCHAR(32) NOT NULL,                  -- base-rate is the expert that never sleeps
    weight DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (run, symbol, as_of, agent)
);

CREATE TABLE vetoes (
    run     VARCHAR(64) NOT NULL,
    symbol  VARCHAR(24) NOT NULL,
    as_of   BIGINT NOT NULL,
    ordinal INTEGER NOT NULL,                     -- in the order the gate tried them
    reason  VARCHAR(32) NOT NULL,
    asked   NUMERIC(18, 6) NOT NULL,
    allowed NUMERIC(18, 6) NOT NULL,
    PRIMARY KEY (run, symbol, as_of, ordinal)
);

CREATE TABLE orders (
    run       VARCHAR(64) NOT NULL,
    id        VARCHAR(36) NOT NULL,
    account   VARCHAR(64) NOT NULL,
    symbol    VARCHAR(24) NOT NULL,
    as_of     BIGINT NOT NULL,                    -- the decision it belongs to
    side      VARCHAR(4) NOT NULL,
    quantity  NUMERIC(20, 8) NOT NULL,
    reference NUMERIC(20, 8) NOT NULL,
    at_nanos  BIGINT NOT NULL,
    state     VARCHAR(16) NOT NULL,
    filled    NUMERIC(20, 8) DEFAULT 0 NOT NULL,
    PRIMARY KEY (run, id)
);
CREATE INDEX orders_by_time ON orders (run, as_of);

CREATE TABLE fills (
    run      VARCHAR(64) NOT NULL,
    id       VARCHAR(64) NOT NULL,
    account  VARCHAR(64) NOT NULL,
    order_id VARCHAR(36) NOT NULL,
    symbol   VARCHAR(24) NOT NULL,
    side     VARCHAR(4) NOT NULL,
    quantity NUMERIC(20, 8) NOT NULL,
    price    NUMERIC(20, 8) NOT NULL,
    fee      NUMERIC(20, 8) NOT NULL,
    at_nanos BIGINT NOT NULL,
    booked   BOOLEAN DEFAULT FALSE NOT NULL,      -- the ledger has it
    PRIMARY KEY (run, id)
);
CREATE INDEX fills_by_time ON fills (run, at_nanos);
CREATE INDEX fills_by_order ON fills (run, order_id);

CREATE TABLE equity (
    run     VARCHAR(64) NOT NULL,
    account VARCHAR(64) NOT NULL,
    as_of   BIGINT NOT NULL,
    cash    NUMERIC(20, 8) NOT NULL,
    equity  NUMERIC(20, 8) NOT NULL,
    marks   VARCHAR NOT NULL,
    PRIMARY KEY (run, account, as_of)
);
