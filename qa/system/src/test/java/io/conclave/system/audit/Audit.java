package io.conclave.system.audit;

import io.conclave.persistence.journal.UnreadableEventException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Holds a run that has ended against everything it must be: nothing lost, nothing doubled, nothing invented, every copy of
 * a fact the same, and the decisions those of a run to which nothing was done.
 */
public final class Audit {
    private Audit() {}

    /**
     * What is wrong with a run, a sentence each; empty if nothing is. A run that is not there is wrong in every way.
     *
     * @param database where it was journalled, migrated
     * @param expected decision hash of the same run without faults; absent if there is none
     */
    public static List<String> findings(DataSource database, String run, Optional<String> expected) {
        return findings(database, run, auditors(expected));
    }

    /**
     * What one auditor finds alone.
     *
     * @param auditor its name, as its findings begin with it
     */
    public static List<String> findingsOf(String auditor, DataSource database, String run, Optional<String> expected) {
        return findings(
                database,
                run,
                auditors(expected).stream()
                        .filter(each -> each.name().equals(auditor))
                        .toList());
    }

    private static List<String> findings(DataSource database, String run, List<Auditor> auditors) {
        var findings = new Findings();
        findings.of("journal");
        Evidence evidence;
        try {
            evidence = Evidence.of(database, run);
        } catch (UnreadableEventException | IllegalStateException e) {
            // An unreadable event is one too: nothing that follows could be trusted.
            findings.add(String.valueOf(e.getMessage()));
            return findings.sentences();
        }
        for (Auditor auditor : auditors) {
            findings.of(auditor.name());
            auditor.audit(evidence, findings);
        }
        return findings.sentences();
    }

    private static List<Auditor> auditors(Optional<String> expected) {
        return List.of(
                new SequenceAuditor(),
                new VoteAuditor(),
                new OrderAuditor(),
                new ClaimAuditor(),
                new FillAuditor(),
                new VenueAuditor(),
                new PositionAuditor(),
                new StepAuditor(),
                new ChainAuditor(expected),
                new AgentLogAuditor(),
                new ReadModelAuditor(),
                new RebuildAuditor());
    }
}
