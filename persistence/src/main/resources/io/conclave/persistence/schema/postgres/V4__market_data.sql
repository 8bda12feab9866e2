-- Bars and trades as they came in. Times are UTC epoch nanoseconds; a bar is known at its close, its event time.
-- A trade's source id is its own; a bar's is its length, for a symbol has one bar of a length at a time.
-- A partition holds a month; what no partition is made for lies in the last one until ./conclave maintain moves it.
-- Collation "C": the order of ids is the same on every server. Why this index and no other: docs/adr/0023-market-data.md

CREATE TABLE market_data (
    symbol      VARCHAR(24) COLLATE "C" NOT NULL,
    kind        VARCHAR(5) COLLATE "C" NOT NULL CHECK (kind IN ('bar', 'trade')),
    event_time  BIGINT NOT NULL,
    source_id   VARCHAR(128) COLLATE "C" NOT NULL,
    open_time   BIGINT,                           -- the four of a bar alone
    open_price  NUMERIC(20, 8),
    high_price  NUMERIC(20, 8),
    low_price   NUMERIC(20, 8),
    price       NUMERIC(20, 8) NOT NULL,          -- of a trade; a bar's close
    quantity    NUMERIC(20, 8) NOT NULL,          -- of a trade; a bar's volume
    ingested_at BIGINT NOT NULL,
    -- Covering: a range of bars is read from the index alone, where they lie side by side.
    PRIMARY KEY (symbol, kind, event_time, source_id)
        INCLUDE (open_time, open_price, high_price, low_price, price, quantity)
) PARTITION BY RANGE (event_time);

CREATE TABLE market_data_other PARTITION OF market_data DEFAULT;

-- This month and the three after it; ./conclave maintain makes more.
DO $$
DECLARE
    month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    name  text;
BEGIN
    FOR ahead IN 0..3 LOOP
        name := 'market_data_' || to_char(month, 'YYYY_MM');
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF market_data FOR VALUES FROM (%s) TO (%s)'
                || ' WITH (autovacuum_vacuum_insert_scale_factor = 0.02)',
            name,
            extract(epoch FROM month)::bigint * 1000000000,
            extract(epoch FROM month + interval '1 month')::bigint * 1000000000);
        month := month + interval '1 month';
    END LOOP;
END
$$;
