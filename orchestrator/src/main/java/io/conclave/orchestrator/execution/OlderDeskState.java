package io.conclave.orchestrator.execution;

import io.conclave.agents.Journaled;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Order;
import io.conclave.orchestrator.portfolio.RecentIds;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Snapshots of a desk as they once were: still read, no longer written. */
public sealed interface OlderDeskState extends Journaled {
    /** What it says in the words of today. */
    DeskState asNow();

    /** When every order was a market order of a decision. */
    record OfIntents(
            SortedMap<String, Order> open,
            SortedMap<Symbol, DeskReport> latest,
            List<Fill> unbooked,
            RecentIds seenFills,
            List<Long> sentAtNanos)
            implements OlderDeskState {
        public OfIntents {
            open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
            latest = Collections.unmodifiableSortedMap(new TreeMap<>(latest));
            unbooked = List.copyOf(unbooked);
            sentAtNanos = List.copyOf(sentAtNanos);
        }

        @Override
        public DeskState asNow() {
            var orders = new TreeMap<String, DeskOrder>();
            open.forEach((id, order) ->
                    orders.put(id, DeskOrder.intended(order.intent()).asOfIntent(order.state(), order.filled())));
            return new DeskState(
                    new KnownOrders(orders, List.of(), 0),
                    latest,
                    unbooked,
                    seenFills,
                    sentAtNanos,
                    Optional.empty(),
                    Optional.empty(),
                    OrderLinks.NONE);
        }
    }

    /** When the limits of the settings were all there were. */
    record OfFixedLimits(
            SortedMap<String, DeskOrder> open,
            List<DeskOrder> ended,
            long endedBefore,
            SortedMap<Symbol, DeskReport> latest,
            List<Fill> unbooked,
            RecentIds seenFills,
            List<Long> sentAtNanos)
            implements OlderDeskState {
        public OfFixedLimits {
            open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
            ended = List.copyOf(ended);
            latest = Collections.unmodifiableSortedMap(new TreeMap<>(latest));
            unbooked = List.copyOf(unbooked);
            sentAtNanos = List.copyOf(sentAtNanos);
        }

        @Override
        public DeskState asNow() {
            return new DeskState(
                    new KnownOrders(open, ended, endedBefore),
                    latest,
                    unbooked,
                    seenFills,
                    sentAtNanos,
                    Optional.empty(),
                    Optional.empty(),
                    OrderLinks.NONE);
        }
    }
}
