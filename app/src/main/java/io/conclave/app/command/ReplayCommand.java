package io.conclave.app.command;

import io.conclave.app.session.RunJournal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private ReadOptions options = new ReadOptions();

    /** What {@code --json} prints. */
    record Answer(
            String run,
            int decisions,
            String decisionHash,
            String replayHash,
            boolean finished,
            boolean equal,
            @Nullable String difference) {}

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = options.settings();
        try (var journal = RunJournal.open(RunFolder.find(run, config), config)) {
            var result = journal.replay();
            var recorded = journal.runHash();
            if (recorded.isEmpty()) {
                screen.say("Run " + journal.manifest().run() + " is not finished: these are its decisions so far");
            }
            boolean equal = result.isEqual()
                    && recorded.map(result.replayHash()::equals).orElse(true);
            var answer = new Answer(
                    journal.manifest().run(),
                    result.decisions(),
                    recorded.orElse(result.journalHash()),
                    result.replayHash(),
                    recorded.isPresent(),
                    equal,
                    equal ? null : result.difference().orElse("the journal does not hold every decision of the run"));
            if (options.json()) {
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
