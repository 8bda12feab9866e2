package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The venue's side of the account beside ours while both go on: what changed during the look may be seen either way, and is no
 * difference. Pure.
 *
 * @param claimed those of the venue's open orders that somebody here claimed
 * @param open ids of the orders open here when the look began
 * @param atVenue those of them that the venue was known to have, and was asked nothing about
 * @param before the books when the look began
 * @param after the books when the venue had spoken
 */
record Glance(
        Venue.Statement told,
        SortedSet<ClientOrderId> claimed,
        SortedSet<String> open,
        SortedSet<String> atVenue,
        Portfolio before,
        Portfolio after) {

    /**
     * One sentence on everything that does not agree; absent if all does.
     *
     * @param openNow ids of the orders open here by now
     */
    Optional<String> difference(Collection<String> openNow) {
        var all = new ArrayList<String>();
        for (ClientOrderId order : told.open()) {
            if (!claimed.contains(order)) {
                all.add("the venue has order " + order + ", which nobody here sent");
            } else if (!open.contains(order.value()) && !openNow.contains(order.value())) {
                all.add("order " + order + " is open at the venue and closed here");
            }
        }
        var here = List.of(Reconciliation.held(before), Reconciliation.held(after));
        var there = Reconciliation.held(told);
        if (symbols(here, there).stream().anyMatch(symbol -> isHeldOtherwise(symbol, here, there))) {
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

    private static boolean isHeldOtherwise(
            Symbol symbol, List<SortedMap<Symbol, Quantity>> here, SortedMap<Symbol, Quantity> there) {
        var said = there.getOrDefault(symbol, Quantity.ZERO);
        return here.stream()
                .noneMatch(books -> books.getOrDefault(symbol, Quantity.ZERO).equals(said));
    }
}
