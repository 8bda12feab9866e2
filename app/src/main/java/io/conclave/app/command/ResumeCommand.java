package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.app.session.HaltOrder;
import io.conclave.orchestrator.killswitch.HaltRow;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Lets an account's orders pass again. */
@Command(
        name = "resume",
        description = "Lets the orders of a halted account pass again.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand extends GateCommand {
    @Override
    Optional<HaltRow.Standing> give(HaltOrder order, Config config) {
        return order.resume(config);
    }
}
