-- The same news is kept once, and found by what it means. A vector serves people; decisions are taken on exact retrieval.

ALTER TABLE news ADD COLUMN content_hash VARCHAR(64);
UPDATE news n SET content_hash = LOWER(RAWTOHEX(HASH('SHA256', STRINGTOUTF8(
    CAST(published_at AS VARCHAR) || CHAR(10) || source || CHAR(10) || headline || CHAR(10) || body || CHAR(10)
    || COALESCE((SELECT LISTAGG(symbol, ' ') WITHIN GROUP (ORDER BY symbol) FROM news_symbol s WHERE s.news_id = n.id), '')))));
ALTER TABLE news ALTER COLUMN content_hash SET NOT NULL;
CREATE UNIQUE INDEX news_by_content ON news (content_hash);

ALTER TABLE news ADD COLUMN embedding VARBINARY(1536);   -- 384 floats, big-endian; absent until it is made
ALTER TABLE news ADD COLUMN embedded_by VARCHAR(128);    -- names the weights
CREATE INDEX news_by_ingestion ON news (ingested_at);
