package io.conclave.app.command;

import io.conclave.app.market.MarketVenue;
import io.conclave.domain.market.Symbol;
import io.conclave.venues.capture.CaptureRecorder;
import io.conclave.venues.capture.CaptureWriter;
import io.conclave.venues.connection.ConnectionSettings;
import io.conclave.venues.connection.Surroundings;
import io.conclave.venues.connection.VenueConnection;
import io.conclave.venues.marketdata.BookFeed;
import io.conclave.venues.marketdata.FeedStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Records what a venue sends of an instrument, as it comes, to be played again. */
@Command(
        name = "capture",
        description = "Records what a venue sends of an instrument, as it comes, to be played again.",
        mixinStandardHelpOptions = true)
public final class CaptureCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--venue", required = true, paramLabel = "V", description = "${COMPLETION-CANDIDATES}")
    private MarketVenue venue = MarketVenue.BINANCE;

    @Option(names = "--symbol", required = true, paramLabel = "S", description = "as BTC-USDT")
    private String symbol = "";

    @Option(names = "--out", required = true, paramLabel = "F", description = "a new file; gzipped if it ends so")
    private Path out = Path.of("");

    @Option(names = "--seconds", paramLabel = "N", description = "how long; until interrupted if not given")
    private long seconds = Long.MAX_VALUE;

    @Mixin
    private ReadOptions options = new ReadOptions();

    /** What {@code --json} prints. */
    record Answer(long lines, boolean whole) {}

    @Override
    public Integer call() throws InterruptedException, IOException {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var listing = venue.listing(new Symbol(symbol));
        var market = options.settings().getConfig("conclave.market");
        try (var recorder = new CaptureRecorder(CaptureWriter.create(out));
                var http = HttpClient.newHttpClient();
                var thread = Executors.newSingleThreadScheduledExecutor()) {
            var hook = Thread.ofPlatform().unstarted(() -> close(recorder));
            Runtime.getRuntime().addShutdownHook(hook);
            var world = new Surroundings(
                    http, thread, InstantSource.system(), System::nanoTime, RandomGenerator.getDefault(), recorder);
            try (var feed =
                    VenueConnection.open(venue.dialect(market), listing, ConnectionSettings.standard(), world)) {
                feed.listen(new BookFeed.Listener() {
                    @Override
                    public void onStatus(FeedStatus status) {
                        screen.say(status.state() + ": " + status.told());
                    }
                });
                var _ = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            }
            thread.shutdownNow();
            var answer = new Answer(recorder.lines(), recorder.whole());
            if (options.json()) {
                screen.print(Screen.json(answer));
            } else {
                screen.print(answer.lines() + " lines in " + out);
            }
            if (answer.lines() == 0) {
                screen.say("Nothing came; the file is empty");
            }
            return answer.whole() && answer.lines() > 0 ? 0 : 1;
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(out + " is there already, and no capture is written over another", e);
        }
    }

    /** An interrupted capture is whole up to there. */
    private static void close(CaptureRecorder recorder) {
        try {
            recorder.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The capture cannot be closed", e);
        }
    }
}
