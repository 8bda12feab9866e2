-- A large job is cut, and every node takes pieces of it. What came of one is kept until the job is over; then they go.
CREATE TABLE job_pieces (
    job        VARCHAR(64) NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    piece      INTEGER NOT NULL,                  -- from 0
    state      VARCHAR(16) NOT NULL,              -- QUEUED, RUNNING, DONE
    changed_at BIGINT NOT NULL,                   -- UTC epoch nanoseconds, wall clock; RUNNING: when its node last said so
    result     ${bytes},                          -- with DONE; some megabytes
    PRIMARY KEY (job, piece)
);
