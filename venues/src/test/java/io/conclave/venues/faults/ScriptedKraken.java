package io.conclave.venues.faults;

import static java.util.stream.Collectors.joining;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.unit.Quantity;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.kraken.KrakenBookSync;
import io.conclave.venues.kraken.KrakenDialect;
import io.conclave.venues.marketdata.BookChecksum;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.Listing;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** Tells the best ten levels: also one that comes into them because another left, and not one that is pushed out. */
final class ScriptedKraken extends ScriptedVenue {
    private static final BookChecksum CHECKSUM = new BookChecksum(1, 8);

    @Override
    BookSync listener() {
        return new KrakenBookSync(Listing.of("BTC/USD"), 10, CHECKSUM);
    }

    @Override
    String code() {
        return "BTC/USD";
    }

    @Override
    Dialect dialect(URI stream, URI rest) {
        return KrakenDialect.at(stream);
    }

    @Override
    List<String> onSubscribe(String request) {
        if (request.contains("instrument")) {
            return List.of(
                    "{\"channel\":\"instrument\",\"type\":\"snapshot\",\"data\":{\"assets\":[],\"pairs\":[{\"symbol\":\"BTC/USD\",\"price_precision\":1,\"qty_precision\":8}]}}");
        }
        return request.contains("book") ? List.of(snapshot()) : List.of();
    }

    @Override
    String heartbeat() {
        return "{\"channel\":\"heartbeat\"}";
    }

    @Override
    Depth seen() {
        return truth.depth(10);
    }

    @Override
    String tell(List<Change> changes, Depth before) {
        return book(
                "update",
                told(before.bids(), seen().bids(), truth.depth(ALL).bids()),
                told(before.asks(), seen().asks(), truth.depth(ALL).asks()));
    }

    @Override
    String snapshot() {
        return book("snapshot", seen().bids(), seen().asks());
    }

    private static List<BookLevel> told(List<BookLevel> before, List<BookLevel> now, List<BookLevel> whole) {
        var left = before.stream()
                .map(BookLevel::price)
                .filter(price -> whole.stream().noneMatch(it -> it.price().equals(price)))
                .map(price -> new BookLevel(price, Quantity.ZERO));
        return Stream.concat(left, now.stream().filter(it -> !before.contains(it)))
                .toList();
    }

    private String book(String type, List<BookLevel> bids, List<BookLevel> asks) {
        return "{\"channel\":\"book\",\"type\":\"%s\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":[%s],\"asks\":[%s],\"checksum\":%d}]}"
                .formatted(type, levels(bids), levels(asks), CHECKSUM.of(truth));
    }

    private static String levels(List<BookLevel> levels) {
        return levels.stream()
                .map(it -> "{\"price\":" + it.price() + ",\"qty\":" + it.quantity() + "}")
                .collect(joining(","));
    }
}
