-- The same news is kept once, and found by what it means. A vector serves people; decisions are taken on exact retrieval.

CREATE EXTENSION IF NOT EXISTS vector;

ALTER TABLE news ADD COLUMN content_hash VARCHAR(64);
UPDATE news n SET content_hash = encode(sha256(convert_to(
    published_at || E'\n' || source || E'\n' || headline || E'\n' || body || E'\n'
    || COALESCE((SELECT string_agg(symbol, ' ' ORDER BY symbol COLLATE "C") FROM news_symbol s WHERE s.news_id = n.id), ''),
    'UTF8')), 'hex');
ALTER TABLE news ALTER COLUMN content_hash SET NOT NULL;
CREATE UNIQUE INDEX news_by_content ON news (content_hash);

ALTER TABLE news ADD COLUMN embedding vector(384);       -- absent until it is made
ALTER TABLE news ADD COLUMN embedded_by VARCHAR(128);    -- names the weights
CREATE INDEX news_by_ingestion ON news (ingested_at);
CREATE INDEX news_by_meaning ON news USING hnsw (embedding vector_cosine_ops);
