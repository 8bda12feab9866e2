package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.app.session.RunJournal;
import io.conclave.app.session.Settings;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.projection.Upkeep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after the read models of a run, or of every run in the journal; also while a node is at work. */
@Command(
        name = "projections",
        description = "Checks the read models against the journal, or builds them again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "check    counts events that are in the journal and were left out of the read models; exit code 1 if any are",
            "rebuild  forgets what was made of a run's events and makes it again, in one transaction"
        })
public final class ProjectionsCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(index = "0", paramLabel = "check|rebuild", description = "what to do")
    private Task task = Task.CHECK;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "RUN|DIR",
            description = "a run's name or folder; every run in conclave.journal if none is named")
    private @Nullable String run;

    @Option(names = "--repair", description = "with check: put in what was left out")
    private boolean repair;

    @Mixin
    private ReadOptions options = new ReadOptions();

    enum Task {
        CHECK,
        REBUILD
    }

    /**
     * What {@code --json} prints of each run.
     *
     * @param events with check how many were left out, with rebuild how many there are
     * @param byEntity those left out, by persistence id
     * @param repaired whether they are in now
     */
    record Answer(String run, String did, long events, Map<String, Long> byEntity, boolean repaired) {}

    @Override
    public Integer call() {
        if (repair && task == Task.REBUILD) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--repair belongs to check: a rebuild leaves nothing to repair");
        }
        var config = options.settingsOnServices(Map.of());
        try (var database = Database.open(journal(config))) {
            var upkeep = database.upkeep();
            var answers =
                    runs(database).stream().map(name -> answer(upkeep, name)).toList();
            print(new Screen(spec.commandLine().getOut(), spec.commandLine().getErr()), answers);
            boolean open = answers.stream()
                    .anyMatch(answer -> task == Task.CHECK && answer.events() > 0 && !answer.repaired());
            return open ? 1 : 0;
        }
    }

    private List<String> runs(Database database) {
        var all = database.journal().runs();
        if (run == null) {
            return all;
        }
        var name = nameOf(run);
        if (!all.contains(name)) {
            throw new IllegalArgumentException(
                    "The journal at " + database.config().place() + " holds no run \"" + name + "\"; it holds "
                            + (all.isEmpty() ? "none" : String.join(", ", all)));
        }
        return List.of(name);
    }

    private static String nameOf(String runOrFolder) {
        var last = Path.of(runOrFolder).getFileName();
        return last == null ? runOrFolder : last.toString();
    }

    /** Of a run with a folder of its own, the journal in it or the one it names; else the one of this configuration. */
    private JournalConfig journal(Config config) {
        if (run != null) {
            for (var folder :
                    new Path[] {Settings.dataDirectory(config).resolve("runs").resolve(run), Path.of(run)}) {
                if (Files.exists(folder.resolve("manifest.json"))) {
                    return RunJournal.placeOf(folder, config);
                }
            }
        }
        var journal = JournalConfig.from(config);
        if (journal.kind() == JournalKind.H2 && !Files.exists(Path.of(journal.url() + ".mv.db"))) {
            throw new IllegalArgumentException("There is no journal at " + journal.url()
                    + ": name a run, or say with --config where the journal is");
        }
        return journal;
    }

    private Answer answer(Upkeep upkeep, String name) {
        return switch (task) {
            case CHECK -> {
                var missed = repair ? upkeep.repair(name) : upkeep.check(name);
                yield new Answer(name, "check", missed.events(), missed.byEntity(), repair);
            }
            case REBUILD -> new Answer(name, "rebuild", upkeep.rebuild(name), Map.of(), false);
        };
    }

    private void print(Screen screen, List<Answer> answers) {
        if (options.json()) {
            screen.print(Screen.json(answers));
            return;
        }
        if (answers.isEmpty()) {
            screen.print("There is no run in the journal");
        }
        for (var answer : answers) {
            screen.print(sentence(answer));
        }
    }

    private String sentence(Answer answer) {
        return switch (task) {
            case REBUILD -> answer.run() + ": read models built again from " + answer.events() + " events";
            case CHECK ->
                answer.events() == 0
                        ? answer.run() + ": no event is missing in the read models"
                        : answer.run() + ": " + answer.events() + " events were missing in the read models ("
                                + String.join(", ", answer.byEntity().keySet()) + ")"
                                + (repair
                                        ? "; they are in now"
                                        : "; ./conclave projections check --repair puts them in");
        };
    }
}
