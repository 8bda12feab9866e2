-- The paper venue becomes an exchange: every kind of order, replacing and taking back. All requests of an account are
-- numbered together, orders and cancels; what the exchange made of them follows from them and the tape.

ALTER TABLE paper_account ADD COLUMN requests BIGINT DEFAULT 0 NOT NULL;       -- numbers dealt out so far
ALTER TABLE paper_account ADD COLUMN settled_nanos BIGINT DEFAULT 0 NOT NULL;  -- all that traded up to then is written

ALTER TABLE paper_order ADD COLUMN number BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE paper_order ADD COLUMN sent_nanos BIGINT DEFAULT 0 NOT NULL;       -- when it counts as sent, event time
ALTER TABLE paper_order ADD COLUMN replaces VARCHAR(36);                       -- the order in whose place it came
ALTER TABLE paper_order ADD COLUMN limit_price NUMERIC(20, 8);
ALTER TABLE paper_order ADD COLUMN stop_price NUMERIC(20, 8);
ALTER TABLE paper_order ADD COLUMN time_in_force VARCHAR(3) DEFAULT 'IOC' NOT NULL;
ALTER TABLE paper_order ADD COLUMN good_till_nanos BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE paper_order ADD COLUMN post_only BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE paper_order ADD COLUMN shown NUMERIC(20, 8);

CREATE TABLE paper_cancel (
    run        VARCHAR(64) NOT NULL,
    account    VARCHAR(64) NOT NULL,
    number     BIGINT NOT NULL,
    order_id   VARCHAR(36) NOT NULL,
    sent_nanos BIGINT NOT NULL,
    PRIMARY KEY (run, account, number)
);

-- What is there already were market orders, sent when they were meant and traded in that order.
UPDATE paper_order SET
    sent_nanos = at_nanos,
    number = (SELECT COUNT(*) FROM paper_order AS earlier
              WHERE earlier.run = paper_order.run AND earlier.account = paper_order.account
                AND (earlier.at_nanos < paper_order.at_nanos
                     OR (earlier.at_nanos = paper_order.at_nanos AND earlier.id <= paper_order.id)));
UPDATE paper_account SET
    requests = (SELECT COUNT(*) FROM paper_order
                WHERE paper_order.run = paper_account.run AND paper_order.account = paper_account.account),
    settled_nanos = COALESCE((SELECT MAX(at_nanos) FROM paper_fill
                WHERE paper_fill.run = paper_account.run AND paper_fill.account = paper_account.account), 0);
