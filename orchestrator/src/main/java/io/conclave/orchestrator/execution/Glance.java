package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The venue's side of the account beside ours while both go on: what changed during the look may be seen either way, and is no
 * difference. Where much trades a difference may so pass for a change; the next look sees it. Pure.
 *
 * @param claimed those of the venue's open orders that somebody here claimed
 * @param open ids of the orders open here when the look began
 * @param over ids of those that had ended then, and were remembered
 * @param atVenue those of them that the venue was known to have, and was asked nothing about
 * @param before the books when the look began
 * @param after the books when the venue had spoken
 */
record Glance(
        Venue.Statement told,
        SortedSet<ClientOrderId> claimed,
        SortedSet<String> open,
        SortedSet<String> over,
        SortedSet<String> atVenue,
        Portfolio before,
        Portfolio after) {

    /**
     * One sentence on everything that does not agree; absent if all does.
     *
     * @param now the orders as they are known by now
     * @param moved what was not in the books when the look began, and what was taken in since, in that order
     */
    Optional<String> difference(KnownOrders now, List<Fill> moved) {
        var all = new ArrayList<String>();
        for (ClientOrderId order : told.open()) {
            if (!claimed.contains(order)) {
                all.add("the venue has order " + order + ", which nobody here sent");
            } else if (!mayBeOpen(order, now)) {
                all.add("order " + order + " is open at the venue and closed here");
            }
        }
        var here = List.of(Reconciliation.held(before), Reconciliation.held(after));
        var there = Reconciliation.held(told);
        if (symbols(here, there).stream().anyMatch(symbol -> isHeldOtherwise(symbol, here, there, moved))) {
            all.add("the books hold " + Reconciliation.words(here.getLast()) + ", the venue says "
                    + Reconciliation.words(there));
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", all));
    }

    /** Orders that the venue had and does not speak of any more: what became of them was not heard. */
    SortedSet<String> lost() {
        var lost = new TreeSet<>(atVenue);
        told.open().forEach(order -> lost.remove(order.value()));
        return lost;
    }

    private static SortedSet<Symbol> symbols(
            List<SortedMap<Symbol, Quantity>> here, SortedMap<Symbol, Quantity> there) {
        var symbols = new TreeSet<>(there.keySet());
        here.forEach(books -> symbols.addAll(books.keySet()));
        return symbols;
    }

    private boolean mayBeOpen(ClientOrderId order, KnownOrders now) {
        boolean isOpen = open.contains(order.value()) || now.open().containsKey(order.value());
        return isOpen || (!over.contains(order.value()) && now.find(order).isPresent());
    }

    /** The venue may have spoken before or after each fill; the books may have had each or not. */
    private static boolean isHeldOtherwise(
            Symbol symbol,
            List<SortedMap<Symbol, Quantity>> here,
            SortedMap<Symbol, Quantity> there,
            List<Fill> moved) {
        var said = there.getOrDefault(symbol, Quantity.ZERO);
        var pieces = moved.stream()
                .filter(fill -> fill.symbol().equals(symbol))
                .map(Fill::signedQuantity)
                .toList();
        return here.stream()
                .map(books -> said.minus(books.getOrDefault(symbol, Quantity.ZERO)))
                .noneMatch(left -> left.isZero() || isSumWithin(pieces, left));
    }

    /** Whether some that follow each other come to it. */
    private static boolean isSumWithin(List<Quantity> pieces, Quantity wanted) {
        for (int from = 0; from < pieces.size(); from++) {
            var sum = Quantity.ZERO;
            for (int to = from; to < pieces.size(); to++) {
                sum = sum.plus(pieces.get(to));
                if (sum.equals(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }
}
