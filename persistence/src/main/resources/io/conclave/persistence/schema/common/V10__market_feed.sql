-- What is known of a feed beside its bars and trades: one row a feed, there is one feed a database.

CREATE TABLE market_feed (
    feed     VARCHAR(40) PRIMARY KEY,
    recorded BOOLEAN NOT NULL,      -- played from a recording: the age of its bars means nothing
    ended_at BIGINT                 -- UTC epoch nanoseconds up to which the market was recorded; NULL while more may come
);
