package io.conclave.app.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.typesafe.config.Config;
import io.conclave.app.session.HaltOrder;
import io.conclave.orchestrator.killswitch.HaltRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code halt} and {@code resume} are told, and how they answer. */
final class HaltOptions {
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

    Config settings() {
        return options.settingsOnServices(Map.of());
    }

    HaltOrder order(Config config) {
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
    void answer(Screen screen, HaltOrder order, HaltRow.Standing standing) {
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
            return;
        }
        screen.print("Account " + order.account() + " of run " + order.run()
                + (standing.halted() ? " is halted" : " trades")
                + (standing.atNanos() == 0
                        ? ", and always did"
                        : " since " + at + ", by " + standing.actor() + ": " + standing.reason()));
    }
}
