package io.conclave.http.view;

import io.conclave.domain.market.Bar;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Instant;

/**
 * One bar, stamped with its close: known then and not before.
 *
 * @param from start of the interval
 * @param at its close
 */
public record BarView(Instant from, Instant at, Price open, Price high, Price low, Price close, Quantity volume) {
    public static BarView of(Bar bar) {
        return new BarView(
                Instants.ofNanos(bar.openNanos()),
                Instants.ofNanos(bar.closeNanos()),
                bar.open(),
                bar.high(),
                bar.low(),
                bar.close(),
                bar.volume());
    }
}
