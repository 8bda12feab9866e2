package io.conclave.venues.faults;

import static java.util.stream.Collectors.joining;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.E8;
import io.conclave.venues.coinbase.CoinbaseAdvancedSync;
import io.conclave.venues.coinbase.CoinbaseDialect;
import io.conclave.venues.coinbase.CoinbaseExchangeSync;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.Listing;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Both feeds: the newer one counts its messages, the older one stamps them. */
final class ScriptedCoinbase extends ScriptedVenue {
    private final boolean advanced;
    private long number;

    ScriptedCoinbase(boolean advanced) {
        this.advanced = advanced;
    }

    @Override
    BookSync listener() {
        var listing = Listing.of("BTC-USD");
        return advanced ? new CoinbaseAdvancedSync(listing) : new CoinbaseExchangeSync(listing);
    }

    @Override
    String code() {
        return "BTC-USD";
    }

    @Override
    Dialect dialect(URI stream, URI rest) {
        return CoinbaseDialect.at(stream);
    }

    @Override
    List<String> onSubscribe(String request) {
        return request.contains("level2") ? List.of(snapshot()) : List.of(heartbeat());
    }

    @Override
    String heartbeat() {
        return "{\"channel\":\"heartbeats\",\"sequence_num\":%d,\"events\":[]}".formatted(number++);
    }

    @Override
    String tell(List<Change> changes, Depth before) {
        if (advanced) {
            return numbered(
                    "update",
                    changes.stream()
                            .map(it -> update(it.side(), E8.format(it.priceE8()), E8.format(it.quantityE8())))
                            .collect(joining(",")));
        }
        return "{\"type\":\"l2update\",\"product_id\":\"BTC-USD\",\"changes\":[%s],\"time\":\"%s\"}"
                .formatted(
                        changes.stream()
                                .map(it -> "[\"" + (it.side() == Side.BUY ? "buy" : "sell") + "\",\""
                                        + E8.format(it.priceE8()) + "\",\"" + E8.format(it.quantityE8()) + "\"]")
                                .collect(joining(",")),
                        Instant.ofEpochSecond(number++));
    }

    @Override
    String snapshot() {
        if (advanced) {
            return numbered(
                    "snapshot",
                    Stream.concat(
                                    seen().bids().stream().map(it -> update(Side.BUY, it)),
                                    seen().asks().stream().map(it -> update(Side.SELL, it)))
                            .collect(joining(",")));
        }
        return "{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"bids\":[%s],\"asks\":[%s]}"
                .formatted(pairs(seen().bids()), pairs(seen().asks()));
    }

    private String numbered(String type, String updates) {
        return "{\"channel\":\"l2_data\",\"sequence_num\":%d,\"events\":[{\"type\":\"%s\",\"product_id\":\"BTC-USD\",\"updates\":[%s]}]}"
                .formatted(number++, type, updates);
    }

    private static String update(Side side, BookLevel level) {
        return update(side, level.price().toString(), level.quantity().toString());
    }

    private static String update(Side side, String price, String quantity) {
        return "{\"side\":\"%s\",\"price_level\":\"%s\",\"new_quantity\":\"%s\"}"
                .formatted(side == Side.BUY ? "bid" : "offer", price, quantity);
    }

    private static String pairs(List<BookLevel> levels) {
        return levels.stream()
                .map(it -> "[\"" + it.price() + "\",\"" + it.quantity() + "\"]")
                .collect(joining(","));
    }
}
