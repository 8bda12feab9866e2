package io.conclave.app.command;

import io.conclave.app.access.SafeAddress;
import io.conclave.app.broker.Broker;
import io.conclave.app.broker.LiveTrading;
import io.conclave.app.node.Node;
import io.conclave.app.report.RunReport;
import io.conclave.app.web.ServedRun;
import io.conclave.app.web.Transport;
import io.conclave.http.HttpSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A node: follows the market that comes over the bus, until it is told to end or the feed does. */
@Command(
        name = "run",
        description = "Follows a market over the bus; goes on where it was, whatever ended it.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    /** Several times what projections wait at a hole that a crash has left in the journal's numbering. */
    private static final Duration TO_PUBLISH = Duration.ofMinutes(1);

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private PlayOptions play = new PlayOptions();

    @Option(names = "--until-end", description = "end with the feed, and print what came out")
    private boolean untilEnd;

    @Option(names = "--headless", description = "no page and no API")
    private boolean headless;

    @Option(names = "--port", paramLabel = "N", description = "where the page is served")
    private @Nullable Integer port;

    @Override
    public Integer call() throws InterruptedException {
        long started = System.nanoTime();
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var overrides = options.overrides();
        if (port != null) {
            overrides.put("conclave.http.port", port);
        }
        var config = options.settingsOnServices(overrides);
        // A setting that is refused is refused before anything has begun.
        LiveTrading.insistOn(config);
        if (play.isGiven() && Broker.isMeant(config)) {
            throw new IllegalArgumentException("A recording cannot be traded at a broker: leave it out,"
                    + " or set conclave.broker.kind to paper");
        }
        var http = headless ? Optional.<HttpSettings>empty() : Optional.of(HttpSettings.from(config));
        http.ifPresent(settings -> SafeAddress.insistOn(settings, config, InstantSource.system()));
        var playing =
                play.isGiven() ? Optional.of(play.read(config, screen::say)) : Optional.<PlayOptions.Playing>empty();
        var node = Node.open(config, symbol -> TapeOptions.instrument(symbol, config), started);
        var stopping = Thread.ofPlatform().unstarted(node::close);
        Runtime.getRuntime().addShutdownHook(stopping);
        try (node) {
            announce(screen, node);
            playing.ifPresent(recording -> begin(recording, node));
            http.ifPresent(settings -> serve(screen, node, settings));
            var report = node.session().report().join();
            conclude(screen, node, report);
            if (untilEnd && !node.drained(TO_PUBLISH)) {
                screen.say(
                        "The bus and the read models do not have all of it yet; the next start of this run brings the rest.");
            }
            if (!untilEnd) {
                screen.say("The feed has ended; the node stays until it is told to end.");
                new CountDownLatch(1).await();
            }
            return 0;
        }
    }

    private static void announce(Screen screen, Node node) {
        var session = node.session();
        screen.say(
                session.continuedFrom() == 0
                        ? "Run " + session.manifest().run() + " begins: "
                                + session.manifest().tape()
                        : "Run " + session.manifest().run() + " goes on from round " + session.continuedFrom());
        node.broker().ifPresent(broker -> screen.say("Its orders go to " + broker));
    }

    private static void begin(PlayOptions.Playing recording, Node node) {
        Thread.ofPlatform().daemon().name("conclave-feed").start(() -> {
            var log = LoggerFactory.getLogger(RunCommand.class);
            try {
                recording.on(node.bus(), log::warn);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IllegalStateException e) {
                log.warn("The recording is not played further: {}", e.getMessage());
            }
        });
    }

    private static void serve(Screen screen, Node node, HttpSettings settings) {
        var page = ServedRun.open(
                node.session(),
                settings,
                node.votes(),
                node::tradesARecording,
                new Transport(node.bus(), node::unpublished));
        node.closeFirst(page::close);
        screen.say("The page: " + page.uri());
        var _ = node.session().report().thenAccept(page::reported);
    }

    private void conclude(Screen screen, Node node, RunReport report) {
        node.session().finish(Screen.json(report));
        Summary.print(screen, report, options.json());
    }
}
