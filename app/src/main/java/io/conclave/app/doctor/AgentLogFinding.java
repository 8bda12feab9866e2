package io.conclave.app.doctor;

import com.typesafe.config.Config;
import io.conclave.app.run.RunDirectory;
import io.conclave.app.session.Settings;
import io.conclave.persistence.agentlog.AgentLogAudit;
import io.conclave.persistence.agentlog.ArchiveAudit;
import io.conclave.persistence.agentlog.LogFault;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what agents wrote down is still what they wrote: on the server, or of the newest run if journals are embedded. */
public final class AgentLogFinding {
    private static final String ABOUT = "agents' logs";
    private static final String ARCHIVED = "agents' logs, archived";
    private static final String ADVICE =
            "Somebody changed the table agent_logs: find out who may write to it, and compare it" + " with a backup";

    private AgentLogFinding() {}

    /**
     * The findings with ours at their end; a server that is ill is not asked.
     *
     * @param archives all files that rows were ever archived into; empty if they are not to be looked at
     */
    public static List<Finding> after(List<Finding> findings, Config config, List<Path> archives) {
        boolean serverIsIll = findings.stream()
                .anyMatch(finding -> finding.health() == Finding.Health.ILL
                        && finding.about().startsWith("PostgreSQL"));
        return serverIsIll
                ? findings
                : Stream.concat(findings.stream(), of(config, archives).stream())
                        .toList();
    }

    /** Reads every row; changes nothing. */
    static List<Finding> of(Config config, List<Path> archives) {
        var journal = JournalConfig.from(config);
        var place = switch (journal.kind()) {
            case POSTGRES -> Optional.of(journal);
            case H2 ->
                newestRun(config).map(file -> journal.at(JournalKind.H2, file, journal.user(), journal.password()));
        };
        var logs = place.map(AgentLogFinding::in).orElseGet(() -> Finding.well(ABOUT, "none yet"));
        return archives.isEmpty() || place.isEmpty() ? List.of(logs) : List.of(logs, archived(place.get(), archives));
    }

    private static Finding archived(JournalConfig journal, List<Path> archives) {
        try {
            var report = ArchiveAudit.of(journal, archives);
            return report.faults().isEmpty()
                    ? Finding.well(
                            ARCHIVED,
                            report.rows() + " rows of " + report.logs() + " logs in " + archives.size()
                                    + " files, as written and complete")
                    : Finding.ill(
                            ARCHIVED,
                            String.join("; ", report.faults()),
                            "Name every file that logs were archived into, and compare them with a backup");
        } catch (IllegalStateException e) {
            return notLookedAt(ARCHIVED, e);
        }
    }

    private static Optional<String> newestRun(Config config) {
        return RunDirectory.all(Settings.dataDirectory(config).resolve("runs")).stream()
                .map(folder -> folder.resolve("journal"))
                .filter(file -> Files.exists(Path.of(file + ".mv.db")))
                .map(Path::toString)
                .findFirst();
    }

    private static Finding in(JournalConfig journal) {
        try {
            return AgentLogAudit.of(journal)
                    .map(report -> report.faults().isEmpty()
                            ? Finding.well(
                                    ABOUT,
                                    report.rows() + " rows in " + report.heads().size() + " logs, as written")
                            : Finding.ill(
                                    ABOUT,
                                    report.faults().stream().map(LogFault::told).collect(Collectors.joining("; ")),
                                    ADVICE))
                    .orElseGet(() -> Finding.well(ABOUT, "none yet"));
        } catch (IllegalStateException e) {
            return notLookedAt(ABOUT, e);
        }
    }

    private static Finding notLookedAt(String about, IllegalStateException why) {
        return Finding.ailing(about, "not looked at: " + why.getMessage(), "End what uses the journal and look again");
    }
}
