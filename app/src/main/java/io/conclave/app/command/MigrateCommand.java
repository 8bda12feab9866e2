package io.conclave.app.command;

import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.schema.Applied;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings the journal's PostgreSQL database to the schema of this version, and says what it did. */
@Command(
        name = "migrate",
        description = "Brings the PostgreSQL journal to this version's schema.",
        mixinStandardHelpOptions = true)
public final class MigrateCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--roles",
            description =
                    "also make the roles conclave_owner, conclave_app and conclave_read where they are missing, and"
                            + " grant to each what is its")
    private boolean roles;

    @Mixin
    private ReadOptions options = new ReadOptions();

    /** What {@code --json} prints. */
    record Answer(String journal, String schema, List<Applied.Step> applied, List<String> rolesMade) {}

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var journal = JournalConfig.from(options.settingsOnServices(Map.of()));
        if (journal.kind() != JournalKind.POSTGRES) {
            throw new IllegalArgumentException("The journal is the embedded one, which every run brings to the newest"
                    + " schema by itself: set conclave.journal.kind to postgres, or start a server with ./conclave services"
                    + " up");
        }
        var applied = Database.migrate(journal);
        List<String> made = roles ? Database.makeRoles(journal) : List.of();
        var answer = new Answer(journal.place(), applied.schema(), applied.steps(), made);
        if (options.json()) {
            screen.print(Screen.json(answer));
        } else {
            answer.applied.forEach(
                    step -> screen.print("applied " + (step.version().isEmpty() ? "again" : step.version()) + " "
                            + step.description() + " in " + step.millis() + " ms"));
            answer.rolesMade.forEach(role -> screen.print("made role " + role + "; it may not log in yet"));
            screen.print("schema " + answer.schema + " at " + answer.journal
                    + (answer.applied.isEmpty() ? ": nothing to apply" : ""));
        }
        return 0;
    }
}
