package io.conclave.app.command;

import io.conclave.persistence.streams.Bus;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Spec;

/** Publishes a market on the bus, for nodes in other processes: a recording, or a venue's as it happens. */
@Command(
        name = "feed",
        description = {
            "Publishes a market on the bus.",
            "A recording as a market would, once; publishing it again changes nothing.",
            "A venue's as it happens, until the process is ended."
        },
        mixinStandardHelpOptions = true)
public final class FeedCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ReadOptions options = new ReadOptions();

    @Mixin
    private PlayOptions play = new PlayOptions();

    @Mixin
    private FollowOptions follow = new FollowOptions();

    /** What {@code --json} prints. */
    record Answer(int bars, double seconds) {}

    @Override
    public Integer call() throws InterruptedException {
        long started = System.nanoTime();
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = options.settingsOnServices(Map.of());
        if (play.isGiven() == follow.isGiven()) {
            throw new IllegalArgumentException(
                    "What is to be published? Say one of --bundled, --data FILE and --venue VENUE");
        }
        if (config.getString("conclave.bus.kind").equals("memory")) {
            throw new IllegalArgumentException("A bus in memory is heard in this process only: set conclave.bus.kind to"
                    + " redis, or play the recording in the node itself: ./conclave run --play FILE");
        }
        if (follow.isGiven()) {
            try (var bus = Bus.open(config)) {
                follow.follow(config, bus, screen::say);
            }
            return 0;
        }
        var playing = play.read(config, screen::say);
        try (var bus = Bus.open(config)) {
            int bars = playing.on(bus, screen::say);
            double seconds = Math.round((System.nanoTime() - started) / 1e7) / 100.0;
            if (options.json()) {
                screen.print(Screen.json(new Answer(bars, seconds)));
            } else {
                screen.print(bars + " bars published in " + seconds + " s");
            }
            return 0;
        }
    }
}
