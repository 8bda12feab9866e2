package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Three accounts of one truth, held against each other before anything is sent: what the venue says, what the ledger
 * has stored, and what all fills that were ever journalled add up to. Pure.
 *
 * @param statement the venue's, all its fills taken in before
 * @param claimed those of the orders at the venue that somebody here claimed
 * @param open ids of the orders open here
 * @param stored what the ledger has
 * @param posted every fill the ledger ever journalled, in order
 */
record Reconciliation(
        Venue.Statement statement,
        SortedSet<ClientOrderId> claimed,
        SortedSet<String> open,
        Portfolio stored,
        List<Fill> posted) {

    /** Every order that the venue speaks of, each once. */
    static List<ClientOrderId> ordersOf(Venue.Statement statement) {
        var orders = new TreeSet<>(Comparator.comparing(ClientOrderId::value));
        orders.addAll(statement.open());
        statement.fills().forEach(fill -> orders.add(fill.order()));
        return List.copyOf(orders);
    }

    /** Those fills of a statement, up to a moment, that nobody here has; each once. */
    static List<Fill> missed(List<Fill> told, long toNanos, SortedSet<String> known) {
        var fresh = new ArrayList<Fill>();
        var seen = new TreeSet<>(known);
        for (Fill fill : told) {
            if (fill.atNanos() <= toNanos && seen.add(fill.id())) {
                fresh.add(fill);
            }
        }
        return fresh;
    }

    /** One sentence on everything that does not agree; absent if all does. */
    Optional<String> difference() {
        var all = new ArrayList<String>();
        for (ClientOrderId order : ordersOf(statement)) {
            if (!claimed.contains(order)) {
                all.add("the venue has order " + order + ", which nobody here sent");
            }
        }
        for (ClientOrderId order : statement.open()) {
            if (claimed.contains(order) && !open.contains(order.value())) {
                all.add("order " + order + " is open at the venue and closed here");
            }
        }
        var rebuilt = Portfolio.withCash(stored.initialCash());
        for (Fill fill : posted) {
            rebuilt = rebuilt.after(fill);
        }
        if (!rebuilt.equals(stored)) {
            all.add("the stored portfolio (" + words(stored) + ") is not what its " + posted.size()
                    + " journalled fills make (" + words(rebuilt) + ")");
        }
        if (!held(stored).equals(held(statement))) {
            all.add("the books hold " + words(held(stored)) + ", the venue says " + words(held(statement)));
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", all));
    }

    /** What a venue says is held; what is flat is left out. */
    static SortedMap<Symbol, Quantity> held(Venue.Statement told) {
        var positions = new TreeMap<>(told.positions());
        positions.values().removeIf(Quantity::isZero);
        return positions;
    }

    static SortedMap<Symbol, Quantity> held(Portfolio portfolio) {
        var positions = new TreeMap<Symbol, Quantity>();
        portfolio.positions().forEach((symbol, position) -> positions.put(symbol, position.quantity()));
        positions.values().removeIf(Quantity::isZero);
        return positions;
    }

    private static String words(Portfolio portfolio) {
        return words(held(portfolio)) + ", cash " + portfolio.cash();
    }

    static String words(SortedMap<Symbol, Quantity> positions) {
        if (positions.isEmpty()) {
            return "nothing";
        }
        var words = new ArrayList<String>();
        positions.forEach((symbol, quantity) -> words.add(quantity + " " + symbol));
        return String.join(", ", words);
    }
}
