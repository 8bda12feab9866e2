package io.conclave.app.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.typesafe.config.Config;
import io.conclave.app.session.HaltOrder;
import io.conclave.orchestrator.killswitch.HaltRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Somebody's word to the trading gate of an account, and how the account stands after it. */
abstract sealed class GateCommand implements Callable<Integer> permits HaltCommand, ResumeCommand {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--reason", paramLabel = "WHY", required = true, description = "why; journalled with the name")
    private String reason = "";

    @Option(names = "--run", paramLabel = "NAME", description = "whose run; conclave.run.name if none is given")
    private @Nullable String run;

    @Option(
            names = "--account",
            paramLabel = "NAME",
            description = "which account; conclave.paper.account if none is given")
    private @Nullable String account;

    @Option(
            names = "--actor",
            paramLabel = "WHO",
            description = "who says so; the user of this machine if nobody is named")
    private @Nullable String actor;

    @Mixin
    private ReadOptions options = new ReadOptions();

    /** What {@code --json} prints. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Answer(String run, String account, boolean halted, String reason, String actor, String at, long epoch) {}

    /** Gives the word; absent if there is no such account to hear it. */
    abstract Optional<HaltRow.Standing> give(HaltOrder order, Config config);

    @Override
    public final Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = options.settingsOnServices(Map.of());
        var order = order(config);
        var standing = give(order, config);
        if (standing.isEmpty()) {
            screen.say("conclave: Nobody ever traded or halted the account " + order.account() + " of run "
                    + order.run() + ": name the run with --run");
            return 1;
        }
        answer(screen, order, standing.get());
        return 0;
    }

    private HaltOrder order(Config config) {
        var now = InstantSource.system().instant();
        return new HaltOrder(
                Optional.ofNullable(run).orElseGet(() -> nameOfRun(config)),
                Optional.ofNullable(account).orElseGet(() -> config.getString("conclave.paper.account")),
                reason,
                Optional.ofNullable(actor).orElseGet(() -> System.getProperty("user.name", "somebody")),
                now.getEpochSecond() * 1_000_000_000L + now.getNano());
    }

    private static String nameOfRun(Config config) {
        return config.hasPath("conclave.run.name") ? config.getString("conclave.run.name") : "paper";
    }

    /** Says how the account stands now, and whose word made it so. */
    private void answer(Screen screen, HaltOrder order, HaltRow.Standing standing) {
        var at = Instant.ofEpochSecond(0, standing.atNanos()).toString();
        if (options.json()) {
            screen.print(Screen.json(new Answer(
                    order.run(),
                    order.account(),
                    standing.halted(),
                    standing.reason(),
                    standing.actor(),
                    at,
                    standing.epoch())));
        } else {
            screen.print("Account " + order.account() + " of run " + order.run()
                    + (standing.halted() ? " is halted" : " trades")
                    + (standing.atNanos() == 0
                            ? ", and always did"
                            : " since " + at + ", by " + standing.actor() + ": " + standing.reason()));
        }
        if (standing.halted() && standing.epoch() == 0) {
            screen.say("Nobody has traded this account yet; whoever begins to will be refused.");
        }
    }
}
