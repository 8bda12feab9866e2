package io.conclave.system.crash;

/**
 * One thing that must never be: how to bring it about in the database of a run that has ended, and whose business it is.
 *
 * @param auditor whose finding it must be, by the first words of the finding
 * @param sql what is done, in terms of {@link #TOOLS}
 */
record Corruption(String what, String auditor, String sql) {
    /**
     * {@code lose}, {@code twice} and {@code edit} work on the n-th event of a name; the numbering of its entity stays
     * whole, so that nobody finds it by counting.
     */
    static final String TOOLS = """
            CREATE FUNCTION pg_temp.event(wanted text, n int) RETURNS bigint LANGUAGE sql STABLE AS $$
              SELECT ordering FROM event_journal WHERE event_ser_manifest = wanted ORDER BY ordering OFFSET n - 1 LIMIT 1
            $$;
            CREATE FUNCTION pg_temp.lose(wanted text, n int) RETURNS void LANGUAGE plpgsql AS $$
            DECLARE lost event_journal;
            BEGIN
              DELETE FROM event_journal WHERE ordering = (SELECT pg_temp.event(wanted, n)) RETURNING * INTO STRICT lost;
              UPDATE event_journal SET sequence_number = -sequence_number
                WHERE persistence_id = lost.persistence_id AND sequence_number > lost.sequence_number;
              UPDATE event_journal SET sequence_number = -sequence_number - 1
                WHERE persistence_id = lost.persistence_id AND sequence_number < 0;
            END $$;
            CREATE FUNCTION pg_temp.twice(wanted text, n int) RETURNS void LANGUAGE plpgsql AS $$
            DECLARE again event_journal; added bigint;
            BEGIN
              SELECT * INTO STRICT again FROM event_journal WHERE ordering = (SELECT pg_temp.event(wanted, n));
              INSERT INTO event_journal (persistence_id, sequence_number, deleted, writer, write_timestamp,
                  event_ser_id, event_ser_manifest, event_payload)
                SELECT again.persistence_id, MAX(sequence_number) + 1, FALSE, again.writer, again.write_timestamp,
                  again.event_ser_id, again.event_ser_manifest, again.event_payload
                FROM event_journal WHERE persistence_id = again.persistence_id RETURNING ordering INTO added;
              INSERT INTO event_tag SELECT added, tag FROM event_tag WHERE event_id = again.ordering;
            END $$;
            CREATE FUNCTION pg_temp.edit(wanted text, n int, was text, becomes text) RETURNS void LANGUAGE plpgsql AS $$
            DECLARE before bytea; after bytea;
            BEGIN
              SELECT event_payload INTO STRICT before FROM event_journal WHERE ordering = (SELECT pg_temp.event(wanted, n));
              after := convert_to(regexp_replace(convert_from(before, 'UTF8'), was, becomes), 'UTF8');
              ASSERT after <> before, 'nothing was edited';
              UPDATE event_journal SET event_payload = after WHERE ordering = (SELECT pg_temp.event(wanted, n));
            END $$;
            """;

    @Override
    public String toString() {
        return what;
    }
}
