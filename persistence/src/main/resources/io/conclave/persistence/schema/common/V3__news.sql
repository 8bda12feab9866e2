-- News as it came in, and what each item concerns. Questions are answered as of a moment: by ingested_at, never by
-- published_at. Times are UTC epoch nanoseconds.

CREATE TABLE news (
    id           VARCHAR(64) PRIMARY KEY,
    published_at BIGINT NOT NULL,
    ingested_at  BIGINT NOT NULL,
    source       VARCHAR NOT NULL,
    headline     VARCHAR NOT NULL,
    body         VARCHAR NOT NULL
);

CREATE TABLE news_symbol (
    symbol       VARCHAR(24) NOT NULL,
    ingested_at  BIGINT NOT NULL,                 -- repeated here: one index answers the question
    published_at BIGINT NOT NULL,
    news_id      VARCHAR(64) NOT NULL REFERENCES news (id) ON DELETE CASCADE,
    PRIMARY KEY (symbol, news_id)
);
CREATE INDEX news_symbol_by_time ON news_symbol (symbol, ingested_at, news_id);
