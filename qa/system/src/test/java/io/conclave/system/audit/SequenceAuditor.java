package io.conclave.system.audit;

/** Every entity's events are numbered from 1 without a hole, none is deleted, and all but agents' carry the run's tag. */
final class SequenceAuditor implements Auditor {
    private static final String OF_RUN = " (persistence_id LIKE '%|' || ? OR persistence_id LIKE '%|' || ? || ':%') ";

    @Override
    public String name() {
        return "sequence numbers";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var run = evidence.run();
        var entities = evidence.rows(
                "SELECT persistence_id AS entity, COUNT(*) AS events, MIN(sequence_number) AS first,"
                        + " MAX(sequence_number) AS last, COUNT(*) FILTER (WHERE deleted) AS deleted"
                        + " FROM event_journal WHERE" + OF_RUN + "GROUP BY persistence_id",
                run,
                run);
        findings.require(!entities.isEmpty(), "the journal holds nothing of run " + run);
        for (var entity : entities) {
            findings.require(
                    entity.text("first").equals("1")
                            && entity.text("last").equals(entity.text("events"))
                            && entity.text("deleted").equals("0"),
                    "the events of an entity are not 1, 2, 3 …: " + entity);
        }
        evidence.rows(
                        "SELECT persistence_id AS entity, sequence_number AS number FROM event_journal WHERE" + OF_RUN
                                + "AND persistence_id NOT LIKE 'Agent|%' AND NOT EXISTS (SELECT 1 FROM event_tag"
                                + " WHERE event_id = ordering AND tag = ?)",
                        run,
                        run,
                        run)
                .forEach(untagged -> findings.add("an event does not carry the run's tag: " + untagged));
    }
}
