package io.conclave.persistence.readmodel;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import java.util.Optional;

/**
 * Which orders are wanted.
 *
 * @param open those that are open, or those that have ended; both if absent
 * @param symbol every instrument if absent
 * @param after the last order of the page before; the first page if absent
 * @param limit how many at most, &gt; 0
 */
public record OrderSearch(Optional<Boolean> open, Optional<Symbol> symbol, Optional<Last> after, int limit) {
    /** Where a page ended. */
    public record Last(long atNanos, ClientOrderId id) {}
}
