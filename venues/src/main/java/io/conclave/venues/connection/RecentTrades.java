package io.conclave.venues.connection;

import io.conclave.domain.market.Trade;
import java.util.LinkedHashSet;
import java.util.List;

/** Which trades were told already: venues tell the newest ones again after each subscription. */
final class RecentTrades {
    private static final int MOST = 10_000;

    private final LinkedHashSet<String> ids = new LinkedHashSet<>();

    /** Those that were not told, in their order. */
    List<Trade> fresh(List<Trade> trades) {
        var fresh = trades.stream().filter(trade -> ids.add(trade.id())).toList();
        while (ids.size() > MOST) {
            ids.removeFirst();
        }
        return fresh;
    }
}
