package io.conclave.app.command;

import io.conclave.app.session.RunJournal;
import io.conclave.app.session.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes every decision of a run again from its journal, without the models, and compares the hash. */
@Command(
        name = "replay",
        description = "Decides a run again from its journal and compares the decision hash.",
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN|DIR",
            description = "a run's name or folder; the newest if none is named")
    private @Nullable String run;

    @Option(names = "--config", paramLabel = "FILE", description = "settings laid over application.conf")
    private @Nullable Path configFile;

    @Option(names = "--json", description = "print one JSON document on stdout")
    private boolean json;

    /** What {@code --json} prints. */
    record Answer(
            String run,
            int decisions,
            String decisionHash,
            String replayHash,
            boolean equal,
            @Nullable String difference) {}

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = Settings.load(Optional.ofNullable(configFile), Map.of());
        try (var journal = RunJournal.open(RunFolder.find(run, config), config)) {
            var result = journal.replay();
            var answer = new Answer(
                    journal.manifest().run(),
                    result.decisions(),
                    result.journalHash(),
                    result.replayHash(),
                    result.isEqual(),
                    result.difference().orElse(null));
            if (json) {
                screen.print(Screen.json(answer));
            } else {
                screen.print(answer.decisions + " decisions of run " + answer.run + " taken again\njournal  "
                        + answer.decisionHash + "\nreplay   " + answer.replayHash + "\n"
                        + (answer.equal ? "equal" : "DIFFERENT: " + answer.difference));
            }
            return answer.equal ? 0 : 1;
        }
    }
}
