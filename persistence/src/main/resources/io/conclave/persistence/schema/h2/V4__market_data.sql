-- Bars and trades as they came in. Times are UTC epoch nanoseconds; a bar is known at its close, its event time.
-- A trade's source id is its own; a bar's is its length, for a symbol has one bar of a length at a time.

CREATE TABLE market_data (
    symbol      VARCHAR(24) NOT NULL,
    kind        VARCHAR(5) NOT NULL CHECK (kind IN ('bar', 'trade')),
    event_time  BIGINT NOT NULL,
    source_id   VARCHAR(128) NOT NULL,
    open_time   BIGINT,                           -- the four of a bar alone
    open_price  NUMERIC(20, 8),
    high_price  NUMERIC(20, 8),
    low_price   NUMERIC(20, 8),
    price       NUMERIC(20, 8) NOT NULL,          -- of a trade; a bar's close
    quantity    NUMERIC(20, 8) NOT NULL,          -- of a trade; a bar's volume
    ingested_at BIGINT NOT NULL,
    PRIMARY KEY (symbol, kind, event_time, source_id)
);
