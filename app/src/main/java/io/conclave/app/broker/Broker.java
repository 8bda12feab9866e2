package io.conclave.app.broker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.conclave.domain.market.Symbol;
import io.conclave.orchestrator.execution.Venue;
import io.conclave.venues.fix.FixSettings;
import io.conclave.venues.fix.FixVenue;
import io.conclave.venues.rest.AlpacaSettings;
import io.conclave.venues.rest.AlpacaVenue;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * The broker that the settings name, called until it is closed. Open it once for a node, and close it when the desk has ended: what it tells of the
 * account is the desk's to hold against its books.
 */
public final class Broker implements AutoCloseable {
    private final Venue venue;
    private final String name;
    private final Runnable closing;

    private Broker(Venue venue, String name, Runnable closing) {
        this.venue = venue;
        this.name = name;
        this.closing = closing;
    }

    /** Whether orders are to go to a broker, and not to the exchange on paper. */
    public static boolean isMeant(Config settings) {
        return BrokerKind.of(settings) != BrokerKind.PAPER;
    }

    /** Whether only one process at a time may hold the line to it. */
    public static boolean hasOneEnd(Config settings) {
        return BrokerKind.of(settings) == BrokerKind.FIX;
    }

    /**
     * Returns at once; whether the broker answers shows when it is asked.
     *
     * @param settings everything
     * @param folder the run's, where a FIX session is kept
     * @return empty where orders go to the exchange on paper
     * @throws LiveRefusedException if the account may not trade as it is set
     * @throws ConfigException if a key is missing or makes no sense
     */
    public static Optional<Broker> open(Config settings, List<Symbol> instruments, Path folder) {
        LiveTrading.insistOn(settings);
        return switch (BrokerSettings.of(settings, instruments, folder)) {
            case BrokerSettings.Paper _ -> Optional.empty();
            case BrokerSettings.Alpaca(var account) -> Optional.of(alpaca(account));
            case BrokerSettings.Fix(var session) -> Optional.of(fix(session));
        };
    }

    static Broker alpaca(AlpacaSettings account) {
        var http = HttpClient.newBuilder()
                .connectTimeout(account.patience())
                // Keys go to the address that was named, and to no other.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        var thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("conclave-broker").factory());
        var venue = AlpacaVenue.open(account, http, System::nanoTime, thread);
        return new Broker(venue, account.toString(), () -> {
            venue.close();
            thread.shutdownNow();
            http.shutdownNow();
        });
    }

    private static Broker fix(FixSettings session) {
        var venue = FixVenue.open(session, InstantSource.system());
        return new Broker(venue, session.toString(), venue::close);
    }

    public Venue venue() {
        return venue;
    }

    @Override
    public void close() {
        closing.run();
    }

    /** Where it is; no keys. */
    @Override
    public String toString() {
        return name;
    }
}
