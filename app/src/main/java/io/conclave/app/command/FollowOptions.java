package io.conclave.app.command;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.conclave.app.market.MarketVenue;
import io.conclave.app.market.VenueFeed;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.streams.Bus;
import io.conclave.venues.connection.Surroundings;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A venue's market that is published as it happens. */
final class FollowOptions {
    @Option(names = "--venue", paramLabel = "V", description = "a market as it happens: ${COMPLETION-CANDIDATES}")
    private @Nullable MarketVenue venue;

    @Option(
            names = "--symbol",
            paramLabel = "S",
            arity = "1..*",
            description = "with --venue: as BTC-USDT; conclave.run.instruments if not given")
    private List<String> symbols = new ArrayList<>();

    boolean isGiven() {
        if (venue == null && !symbols.isEmpty()) {
            throw new IllegalArgumentException("--symbol goes with --venue; a file's is said with --instrument");
        }
        return venue != null;
    }

    /**
     * Publishes until the process is ended.
     *
     * @throws IllegalStateException when nothing more can be published
     */
    void follow(Config config, Bus bus, Consumer<String> notes) throws InterruptedException {
        var followed = requireNonNull(venue, "no venue is followed");
        var names = symbols.isEmpty() ? config.getStringList("conclave.run.instruments") : symbols;
        var interval = config.getDuration("conclave.run.interval");
        var plan = new VenueFeed.Plan(followed, names.stream().map(Symbol::new).toList(), interval);
        try (var http = HttpClient.newHttpClient();
                var thread = Executors.newSingleThreadScheduledExecutor()) {
            var world = new Surroundings(
                    http, thread, InstantSource.system(), System::nanoTime, RandomGenerator.getDefault(), _ -> {});
            try (var feed =
                    VenueFeed.open(bus, plan, followed.dialect(config.getConfig("conclave.market")), world, notes)) {
                feed.ended().toCompletableFuture().get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "The feed cannot go on: " + requireNonNull(e.getCause()).getMessage(), e);
            } finally {
                thread.shutdownNow();
            }
        }
    }
}
