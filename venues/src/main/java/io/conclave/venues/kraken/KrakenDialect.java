package io.conclave.venues.kraken;

import io.conclave.venues.connection.Allowance;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.connection.Limits;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Listing;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How Kraken's version 2 is spoken to: all of it comes in the stream, with a heartbeat each second. Books of ten levels, for the checksum
 * vouches for no more; the channel {@code instrument} tells the decimals that it is made of.
 */
public final class KrakenDialect implements Dialect {
    private static final int DEPTH = 10;

    /** An answer to a request, of which only those to subscribe matter. */
    private static final Pattern DENIED =
            Pattern.compile("(?=.*\"method\"\\s*:\\s*\"subscribe\")(?=.*\"success\"\\s*:\\s*false)", Pattern.DOTALL);

    private final URI stream;

    /** The door before it allows about 150 calls in ten minutes; what it says of messages is for orders, so that is our own measure. */
    private final Limits limits = new Limits(
            new Allowance(150, Duration.ofMinutes(10)),
            new Allowance(10, Duration.ofSeconds(1)),
            new Allowance(1, Duration.ofSeconds(1)));

    private KrakenDialect(URI stream) {
        this.stream = stream;
    }

    public static KrakenDialect create() {
        return at(URI.create("wss://ws.kraken.com/v2"));
    }

    /** At another address than Kraken's own. */
    public static KrakenDialect at(URI stream) {
        return new KrakenDialect(stream);
    }

    @Override
    public URI stream() {
        return stream;
    }

    @Override
    public BookSync rule(Listing listing) {
        return new KrakenListedSync(listing, DEPTH);
    }

    @Override
    public List<String> subscribe(Listing listing) {
        return List.of(
                "{\"method\":\"subscribe\",\"params\":{\"channel\":\"instrument\"}}",
                book("subscribe", listing),
                trades("subscribe", listing));
    }

    @Override
    public List<String> unsubscribe(Listing listing) {
        return List.of(
                "{\"method\":\"unsubscribe\",\"params\":{\"channel\":\"instrument\"}}",
                book("unsubscribe", listing),
                trades("unsubscribe", listing));
    }

    @Override
    public Optional<URI> snapshot(Listing listing) {
        return Optional.empty();
    }

    @Override
    public Optional<String> refusal(String message) {
        return message.length() < 1_000 && DENIED.matcher(message).find() ? Optional.of(message) : Optional.empty();
    }

    @Override
    public boolean hasHeartbeat() {
        return true;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    private static String book(String method, Listing listing) {
        return "{\"method\":\"%s\",\"params\":{\"channel\":\"book\",\"symbol\":[\"%s\"],\"depth\":%d}}"
                .formatted(method, listing.code(), DEPTH);
    }

    private static String trades(String method, Listing listing) {
        return "{\"method\":\"%s\",\"params\":{\"channel\":\"trade\",\"symbol\":[\"%s\"]}}"
                .formatted(method, listing.code());
    }
}
