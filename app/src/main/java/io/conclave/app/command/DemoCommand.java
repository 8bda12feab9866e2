package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.app.access.SafeAddress;
import io.conclave.app.report.RunReport;
import io.conclave.app.run.Manifest;
import io.conclave.app.session.RunSession;
import io.conclave.app.web.ServedRun;
import io.conclave.http.HttpSettings;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.persistence.tape.Recording;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job on bundled data: a week of bitcoin in quarter-hours, with the news of its time. */
@Command(
        name = "demo",
        description = "Plays a week of bitcoin, November 2013, through the whole engine.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final Duration INTERVAL = Duration.ofMinutes(15);
    private static final String TAPE = "Bitstamp BTC-USD, 25 November to 1 December 2013, quarter-hours";

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--headless", description = "no page: print what came out, and end")
    private boolean headless;

    @Option(names = "--port", paramLabel = "N", description = "where the page is served")
    private @Nullable Integer port;

    @Option(
            names = "--speed",
            paramLabel = "max|X",
            defaultValue = "max",
            description = "how many times faster than the market was; max for as fast as it goes")
    private String speed = "max";

    @Override
    public Integer call() {
        long started = System.nanoTime();
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var overrides = new HashMap<>(options.overrides());
        if (port != null) {
            overrides.put("conclave.http.port", port);
        }
        var config = options.settings(overrides);
        var recording = BitstampTape.read(INTERVAL);
        recording.report().notices().forEach(screen::say);
        // A setting that is refused is refused before anything has begun.
        var http = headless ? Optional.<HttpSettings>empty() : Optional.of(HttpSettings.from(config));
        http.ifPresent(settings -> SafeAddress.insistOn(settings, config, InstantSource.system()));
        try (var session = RunSession.open(request("demo", recording, config), started)) {
            announce(screen, session);
            screen.follow(session.engine().system());
            if (http.isPresent()) {
                serve(screen, session, recording, http.get());
            } else {
                var report = session.report().join();
                session.stop();
                conclude(screen, session, recording, report);
            }
            return 0;
        }
    }

    /** Stays until the process is told to end, which it then does with 130, as interrupted programs do. */
    private void serve(Screen screen, RunSession session, Recording recording, HttpSettings http) {
        try (var page = ServedRun.open(session, http)) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(page::close));
            screen.say("The page: " + page.uri());
            var report = session.report().join();
            page.reported(report);
            conclude(screen, session, recording, report);
            screen.say("The run is over. Its page stays at " + page.uri() + " until Ctrl-C.");
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void conclude(Screen screen, RunSession session, Recording recording, RunReport report) {
        var whole = besideZeroCost(screen, report, recording);
        session.finish(Screen.json(whole));
        Summary.print(screen, whole, options.json());
    }

    private RunSession.Request request(String kind, Recording recording, Config config) {
        return new RunSession.Request(
                kind,
                recording.tape(),
                TAPE,
                NewsArchive.bitcoin2013(),
                config,
                options.fresh(),
                Speed.rest(speed, INTERVAL));
    }

    private static void announce(Screen screen, RunSession session) {
        screen.say(
                session.continuedFrom() == 0
                        ? "Run " + session.manifest().run() + " begins: " + TAPE
                        : "Run " + session.manifest().run() + " goes on from round " + session.continuedFrom());
    }

    /** A week that was not worth its costs is shown without them too, so that the difference can be seen. */
    private RunReport besideZeroCost(Screen screen, RunReport report, Recording recording) {
        if (report.fills() > 0 || report.costs().feeBps() + report.costs().slippageBps() == 0) {
            return report;
        }
        screen.say("No trade was worth its cost; the same week without costs, beside it:");
        var costless = options.settings(CommonOptions.costing(0));
        long started = System.nanoTime();
        try (var session = RunSession.open(request(Manifest.BESIDE, recording, costless), started)) {
            screen.follow(session.engine().system());
            var without = session.report().join();
            session.finish(Screen.json(without));
            return report.beside(without);
        }
    }
}
