-- Who may send an account's orders, and what each sending was allowed by. Not projected: this is where it is decided.

CREATE TABLE trading_gate (
    run      VARCHAR(64) NOT NULL,
    account  VARCHAR(64) NOT NULL,
    epoch    BIGINT DEFAULT 0 NOT NULL,           -- of the present executor; 0 while there was none
    executor VARCHAR(200) DEFAULT '' NOT NULL,    -- who that is, for people
    halted   BOOLEAN DEFAULT FALSE NOT NULL,      -- the kill switch
    reason   VARCHAR(1000) DEFAULT '' NOT NULL,   -- why it was halted or resumed last
    actor    VARCHAR(200) DEFAULT '' NOT NULL,    -- who did that
    at       BIGINT DEFAULT 0 NOT NULL,           -- when, UTC epoch nanoseconds
    PRIMARY KEY (run, account)
);

-- Every executor an account ever had. Rows are added and never changed.
CREATE TABLE executor_epoch (
    run      VARCHAR(64) NOT NULL,
    account  VARCHAR(64) NOT NULL,
    epoch    BIGINT NOT NULL,
    executor VARCHAR(200) NOT NULL,
    taken_at TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- by the database's clock
    PRIMARY KEY (run, account, epoch)
);

-- Each order that was allowed out, once. An order claimed again under a later epoch moves to it.
CREATE TABLE order_claim (
    run             VARCHAR(64) NOT NULL,
    client_order_id VARCHAR(36) NOT NULL,
    account         VARCHAR(64) NOT NULL,
    epoch           BIGINT NOT NULL,
    decision        VARCHAR(64) NOT NULL,          -- SYMBOL@NANOS
    claimed_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- by the database's clock
    PRIMARY KEY (run, client_order_id)
);

-- The paper venue's own books. It is a place outside that happens to live in our database: nothing here is read by the
-- desk except through the venue.
CREATE TABLE paper_account (
    run     VARCHAR(64) NOT NULL,
    account VARCHAR(64) NOT NULL,
    fills   BIGINT DEFAULT 0 NOT NULL,             -- numbers dealt out so far; locked by whoever writes
    PRIMARY KEY (run, account)
);

CREATE TABLE paper_order (
    run       VARCHAR(64) NOT NULL,
    account   VARCHAR(64) NOT NULL,
    id        VARCHAR(36) NOT NULL,
    decision  VARCHAR(64) NOT NULL,
    symbol    VARCHAR(24) NOT NULL,
    side      VARCHAR(4) NOT NULL,
    quantity  NUMERIC(20, 8) NOT NULL,
    reference NUMERIC(20, 8) NOT NULL,
    at_nanos  BIGINT NOT NULL,
    traded    BOOLEAN DEFAULT FALSE NOT NULL,
    PRIMARY KEY (run, account, id)
);
CREATE INDEX paper_order_open ON paper_order (run, account, traded);

CREATE TABLE paper_fill (
    run      VARCHAR(64) NOT NULL,
    account  VARCHAR(64) NOT NULL,
    number   BIGINT NOT NULL,                      -- from 1, without holes
    id       VARCHAR(64) NOT NULL,
    order_id VARCHAR(36) NOT NULL,
    symbol   VARCHAR(24) NOT NULL,
    side     VARCHAR(4) NOT NULL,
    quantity NUMERIC(20, 8) NOT NULL,
    price    NUMERIC(20, 8) NOT NULL,
    fee      NUMERIC(20, 8) NOT NULL,
    at_nanos BIGINT NOT NULL,
    PRIMARY KEY (run, account, number),
    UNIQUE (run, account, id)
);
