-- What people say of their orders. Null for what the federation sends: a market order, named by its id.
ALTER TABLE orders ADD COLUMN name VARCHAR(48);
ALTER TABLE orders ADD COLUMN actor VARCHAR(200);        -- the id of a key
ALTER TABLE orders ADD COLUMN terms VARCHAR;             -- JSON, as in the journal
ALTER TABLE orders ADD COLUMN replaces VARCHAR(36);
ALTER TABLE orders ADD COLUMN replacement VARCHAR(36);
ALTER TABLE orders ADD COLUMN carried NUMERIC(20, 8) DEFAULT 0 NOT NULL; -- what the order it replaced had traded
ALTER TABLE orders ADD COLUMN why VARCHAR;               -- how it ended, or was kept: one sentence

CREATE INDEX orders_by_moment ON orders (run, at_nanos);
