package io.conclave.venues.coinbase;

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
import java.util.stream.Stream;

/** How Coinbase Advanced Trade is spoken to: all of it comes in the stream, with a heartbeat each second. */
public final class CoinbaseDialect implements Dialect {
    private static final Pattern ERROR = Pattern.compile("^\\s*\\{\\s*\"type\"\\s*:\\s*\"error\"");

    private final URI stream;

    /** It allows 750 calls a second, which nobody needs, and eight messages a second from one address. */
    private final Limits limits = new Limits(
            new Allowance(10, Duration.ofSeconds(1)),
            new Allowance(8, Duration.ofSeconds(1)),
            new Allowance(1, Duration.ofSeconds(1)));

    private CoinbaseDialect(URI stream) {
        this.stream = stream;
    }

    public static CoinbaseDialect create() {
        return at(URI.create("wss://advanced-trade-ws.coinbase.com"));
    }

    /** At another address than Coinbase's own. */
    public static CoinbaseDialect at(URI stream) {
        return new CoinbaseDialect(stream);
    }

    @Override
    public URI stream() {
        return stream;
    }

    @Override
    public BookSync rule(Listing listing) {
        return new CoinbaseAdvancedSync(listing);
    }

    @Override
    public List<String> subscribe(Listing listing) {
        return requests("subscribe", listing, "heartbeats", "level2", "market_trades");
    }

    @Override
    public List<String> unsubscribe(Listing listing) {
        return requests("unsubscribe", listing, "level2", "market_trades");
    }

    @Override
    public Optional<URI> snapshot(Listing listing) {
        return Optional.empty();
    }

    @Override
    public Optional<String> refusal(String message) {
        return ERROR.matcher(message).find() ? Optional.of(message) : Optional.empty();
    }

    @Override
    public boolean hasHeartbeat() {
        return true;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    private static List<String> requests(String type, Listing listing, String... channels) {
        return Stream.of(channels)
                .map(channel -> "{\"type\":\"%s\",\"product_ids\":[\"%s\"],\"channel\":\"%s\"}"
                        .formatted(type, listing.code(), channel))
                .toList();
    }
}
