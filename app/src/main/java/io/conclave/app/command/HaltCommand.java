package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.app.session.HaltOrder;
import io.conclave.orchestrator.killswitch.HaltRow;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Stops all orders of an account, at once, whether its node runs or not. */
@Command(
        name = "halt",
        description = "Stops all orders of an account until ./conclave resume; rounds go on.",
        mixinStandardHelpOptions = true)
public final class HaltCommand extends GateCommand {
    @Override
    Optional<HaltRow.Standing> give(HaltOrder order, Config config) {
        return Optional.of(order.halt(config));
    }
}
