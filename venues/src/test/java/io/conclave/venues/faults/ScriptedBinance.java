package io.conclave.venues.faults;

import static java.util.stream.Collectors.joining;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.E8;
import io.conclave.venues.binance.BinanceBookSync;
import io.conclave.venues.binance.BinanceDialect;
import io.conclave.venues.binance.Market;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.Listing;
import java.net.URI;
import java.util.List;

/** Each message covers three updates; on futures three numbers between two messages are never told. */
final class ScriptedBinance extends ScriptedVenue {
    private final Market market;
    private long last = 1_000;

    ScriptedBinance(Market market) {
        this.market = market;
    }

    @Override
    BookSync listener() {
        return new BinanceBookSync(market, Listing.of("BTCUSDT"));
    }

    @Override
    String code() {
        return "BTCUSDT";
    }

    @Override
    Dialect dialect(URI stream, URI rest) {
        return BinanceDialect.at(market, stream, rest);
    }

    @Override
    List<String> onSubscribe(String request) {
        return List.of("{\"result\":null,\"id\":1}");
    }

    @Override
    String heartbeat() {
        return "";
    }

    @Override
    boolean answersByRest() {
        return true;
    }

    @Override
    String tell(List<Change> changes, Depth before) {
        long previous = last;
        long first = previous + (market == Market.SPOT ? 1 : 4);
        last = first + 2;
        return "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":%d,\"u\":%d,%s\"b\":[%s],\"a\":[%s]}"
                .formatted(
                        first,
                        last,
                        market == Market.SPOT ? "" : "\"pu\":" + previous + ",",
                        pairs(changes, Side.BUY),
                        pairs(changes, Side.SELL));
    }

    @Override
    String snapshot() {
        return "{\"lastUpdateId\":%d,\"bids\":[%s],\"asks\":[%s]}"
                .formatted(last + (market == Market.SPOT ? 0 : 2), pairs(seen().bids()), pairs(seen().asks()));
    }

    private static String pairs(List<Change> changes, Side side) {
        return changes.stream()
                .filter(it -> it.side() == side)
                .map(it -> "[\"" + E8.format(it.priceE8()) + "\",\"" + E8.format(it.quantityE8()) + "\"]")
                .collect(joining(","));
    }

    private static String pairs(List<BookLevel> levels) {
        return levels.stream()
                .map(it -> "[\"" + it.price() + "\",\"" + it.quantity() + "\"]")
                .collect(joining(","));
    }
}
