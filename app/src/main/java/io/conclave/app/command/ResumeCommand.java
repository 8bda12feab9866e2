package io.conclave.app.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Spec;

/** Lets an account's orders pass again. */
@Command(
        name = "resume",
        description = "Lets the orders of a halted account pass again.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private HaltOptions options = new HaltOptions();

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = options.settings();
        var order = options.order(config);
        var standing = order.resume(config);
        if (standing.isEmpty()) {
            screen.say("conclave: Nobody ever traded or halted the account " + order.account() + " of run "
                    + order.run() + ": name the run with --run");
            return 1;
        }
        options.answer(screen, order, standing.get());
        return 0;
    }
}
