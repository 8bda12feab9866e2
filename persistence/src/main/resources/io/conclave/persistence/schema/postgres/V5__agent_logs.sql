-- How agents came to their votes: one hash chain for each run, agent and instrument. Times are UTC epoch nanoseconds.
-- A row's hash is SHA-256 of the hash before it and of every other column; the head knows how long the chain is.

CREATE TABLE agent_logs (
    run           VARCHAR(64) NOT NULL,
    agent         VARCHAR(32) NOT NULL,
    symbol        VARCHAR(24) NOT NULL,
    seq           BIGINT NOT NULL,               -- from 1, without a gap
    id            VARCHAR(36) NOT NULL UNIQUE,   -- the same when a write is repeated
    as_of         BIGINT NOT NULL,               -- the decision, with the symbol
    attempt       INTEGER NOT NULL,              -- 2 and more: asked again before its vote was journalled
    model_id      VARCHAR NOT NULL,
    prompt_hash   VARCHAR(64) NOT NULL,
    response_hash VARCHAR(64) NOT NULL,
    inputs        VARCHAR NOT NULL,              -- JSON in ASCII
    outputs       VARCHAR NOT NULL,
    tokens        INTEGER NOT NULL,
    cost_micros   BIGINT NOT NULL,               -- 1e-6 US dollars
    latency_nanos BIGINT NOT NULL,
    recorded_at   BIGINT NOT NULL,               -- wall clock
    hash          VARCHAR(64) NOT NULL,
    PRIMARY KEY (run, agent, symbol, seq)
);
CREATE INDEX agent_logs_by_decision ON agent_logs (run, symbol, as_of);

CREATE TABLE agent_log_heads (
    run           VARCHAR(64) NOT NULL,
    agent         VARCHAR(32) NOT NULL,
    symbol        VARCHAR(24) NOT NULL,
    rows_written  BIGINT NOT NULL,
    hash          VARCHAR(64) NOT NULL,          -- of the last row
    as_of         BIGINT NOT NULL,               -- of the last row
    attempt       INTEGER NOT NULL,              -- of the last row
    rows_archived BIGINT DEFAULT 0 NOT NULL,     -- taken away from the front on purpose
    archived_hash VARCHAR(64) DEFAULT '' NOT NULL,
    PRIMARY KEY (run, agent, symbol)
);

-- Nobody changes a row, whatever their rights; an archivist, who says so with SET LOCAL conclave.archival = 'agent_logs',
-- may delete. Who owns the table can take the triggers away, but then the hashes tell.
CREATE FUNCTION agent_logs_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('conclave.archival', true) = 'agent_logs' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'To archive rows, SET LOCAL conclave.archival = ''agent_logs'' and DELETE them.';
END $$;

CREATE TRIGGER agent_logs_keep BEFORE UPDATE OR DELETE ON agent_logs
    FOR EACH ROW EXECUTE FUNCTION agent_logs_keep();
CREATE TRIGGER agent_logs_keep_all BEFORE TRUNCATE ON agent_logs
    FOR EACH STATEMENT EXECUTE FUNCTION agent_logs_keep();
CREATE TRIGGER agent_log_heads_keep BEFORE DELETE ON agent_log_heads
    FOR EACH ROW EXECUTE FUNCTION agent_logs_keep();
CREATE TRIGGER agent_log_heads_keep_all BEFORE TRUNCATE ON agent_log_heads
    FOR EACH STATEMENT EXECUTE FUNCTION agent_logs_keep();

-- A head only moves on.
CREATE FUNCTION agent_log_heads_move_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.rows_written < OLD.rows_written OR NEW.rows_archived < OLD.rows_archived
        OR (NEW.rows_written = OLD.rows_written AND NEW.hash <> OLD.hash)
        OR (NEW.run, NEW.agent, NEW.symbol) <> (OLD.run, OLD.agent, OLD.symbol) THEN
        RAISE EXCEPTION 'The head of an agent''s log only moves on' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agent_log_heads_move_on BEFORE UPDATE ON agent_log_heads
    FOR EACH ROW EXECUTE FUNCTION agent_log_heads_move_on();

-- Also for those who replay another server's changes.
ALTER TABLE agent_logs ENABLE ALWAYS TRIGGER agent_logs_keep;
ALTER TABLE agent_logs ENABLE ALWAYS TRIGGER agent_logs_keep_all;
ALTER TABLE agent_log_heads ENABLE ALWAYS TRIGGER agent_log_heads_keep;
ALTER TABLE agent_log_heads ENABLE ALWAYS TRIGGER agent_log_heads_keep_all;
ALTER TABLE agent_log_heads ENABLE ALWAYS TRIGGER agent_log_heads_move_on;
