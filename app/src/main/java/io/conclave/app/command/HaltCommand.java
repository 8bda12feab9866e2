package io.conclave.app.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Spec;

/** Stops all orders of an account, at once, whether its node runs or not. */
@Command(
        name = "halt",
        description = "Stops all orders of an account until ./conclave resume; rounds go on.",
        mixinStandardHelpOptions = true)
public final class HaltCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private HaltOptions options = new HaltOptions();

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = options.settings();
        var order = options.order(config);
        var standing = order.halt(config);
        options.answer(screen, order, standing);
        if (standing.epoch() == 0) {
            screen.say("Nobody has traded this account yet; whoever begins to will be refused.");
        }
        return 0;
    }
}
