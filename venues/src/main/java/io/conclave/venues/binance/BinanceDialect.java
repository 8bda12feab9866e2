package io.conclave.venues.binance;

import io.conclave.venues.connection.Allowance;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.connection.Limits;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.Listing;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How Binance is spoken to: differences every 100 ms and trades by stream, the snapshot by REST. It pings us, and answers our pings; there
 * is no heartbeat among its messages.
 */
public final class BinanceDialect implements Dialect {
    private static final Pattern ERROR = Pattern.compile("^\\s*\\{\\s*\"(?:error|code)\"\\s*:");

    private final Market market;
    private final URI stream;
    private final URI rest;
    private final Limits limits;

    private BinanceDialect(Market market, URI stream, URI rest) {
        this.market = market;
        this.stream = stream;
        this.rest = rest;
        // It allows 300 calls in five minutes and five messages a second on each connection, ten on futures. Snapshots
        // cost 250 of the 6,000 a
        // minute on spot, 20 of 2,400 on futures, which orders want, too: a quarter is enough for us.
        this.limits = new Limits(
                new Allowance(300, Duration.ofMinutes(5)),
                new Allowance(4, Duration.ofSeconds(1)),
                new Allowance(market == Market.SPOT ? 6 : 30, Duration.ofMinutes(1)));
    }

    public static BinanceDialect of(Market market) {
        return switch (market) {
            case SPOT ->
                at(
                        market,
                        URI.create("wss://stream.binance.com:9443/ws"),
                        URI.create("https://api.binance.com/api/v3/depth"));
            case USD_MARGINED ->
                at(
                        market,
                        URI.create("wss://fstream.binance.com/ws"),
                        URI.create("https://fapi.binance.com/fapi/v1/depth"));
        };
    }

    /** At other addresses than Binance's own. */
    public static BinanceDialect at(Market market, URI stream, URI rest) {
        return new BinanceDialect(market, stream, rest);
    }

    @Override
    public URI stream() {
        return stream;
    }

    @Override
    public BookSync rule(Listing listing) {
        return new BinanceBookSync(market, listing);
    }

    @Override
    public List<String> subscribe(Listing listing) {
        return List.of(request("SUBSCRIBE", listing));
    }

    @Override
    public List<String> unsubscribe(Listing listing) {
        return List.of(request("UNSUBSCRIBE", listing));
    }

    @Override
    public Optional<URI> snapshot(Listing listing) {
        int levels = market == Market.SPOT ? 5_000 : 1_000;
        return Optional.of(URI.create(rest + "?symbol=" + listing.code() + "&limit=" + levels));
    }

    @Override
    public Optional<String> refusal(String message) {
        return ERROR.matcher(message).find() ? Optional.of(message) : Optional.empty();
    }

    @Override
    public boolean hasHeartbeat() {
        return false;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    private static String request(String method, Listing listing) {
        var stream = listing.code().toLowerCase(Locale.ROOT);
        return "{\"method\":\"%s\",\"params\":[\"%s@depth@100ms\",\"%s@trade\"],\"id\":1}"
                .formatted(method, stream, stream);
    }
}
