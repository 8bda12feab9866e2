package io.conclave.system.storm;

import static java.util.Objects.requireNonNull;

import io.conclave.agents.Journaled;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Fraction;
import io.conclave.orchestrator.execution.OrderDesk;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Goes through what a desk journalled and holds every order against the limits as they are written, by sums of its own. In
 * a market that stands still these are plain: the account is worth its cash for ever.
 */
final class LimitsAudit {
    private static final int MOST = 20;

    private final Limits limits;
    private final long cap;
    private final Map<ClientOrderId, Waiting> waiting = new HashMap<>();
    private final Map<ClientOrderId, OrderTicket> replacements = new HashMap<>();
    private final Set<ClientOrderId> placed = new HashSet<>();
    private final Set<String> fills = new HashSet<>();
    private final Deque<Long> sent = new ArrayDeque<>();
    private final List<String> findings = new ArrayList<>();

    /** Orders of decisions; those that the door refused are named by the events that follow at once. */
    private final List<OrderTicket> decided = new ArrayList<>();

    private long position;
    private long buys;
    private long sells;
    private long now;
    private int refused;

    private record Waiting(OrderTicket order, long left) {}

    LimitsAudit(Limits limits) {
        this.limits = limits;
        this.cap = E8.mulDiv(limits.cash().e8(), limits.position().ppm(), Fraction.ONE_PPM, RoundingMode.DOWN);
    }

    /** The next event of the desk, in its order. */
    void read(Journaled event) {
        if (event instanceof OrderDesk.OrderRefused it
                && decided.removeIf(order -> order.id().equals(it.order()))) {
            refused++;
            return;
        }
        decided.forEach(this::place);
        decided.clear();
        switch (event) {
            case OrderDesk.OrderPlaced it -> place(it.ticket());
            case OrderDesk.ReplaceAsked it -> {
                replacements.put(it.replacement().id(), it.replacement());
                count(it.replacement());
                require(
                        placed.add(it.replacement().id()),
                        "order " + it.replacement().id() + " was placed twice");
                checkReplacing(it.order(), it.replacement());
            }
            case OrderDesk.OrderReplaced it -> replace(it.order(), it.by());
            case OrderDesk.OrderFilled it -> fill(it.fill());
            case OrderDesk.OrderEnded it -> end(it.order());
            case OrderDesk.OrderRejected it -> end(it.order());
            case OrderDesk.OrderRefused it -> {
                refused++;
                end(it.order());
            }
            case OrderDesk.ProposalRuled it -> it.intents().forEach(intent -> decided.add(OrderTicket.of(intent)));
            default -> {}
        }
    }

    private void place(OrderTicket order) {
        require(placed.add(order.id()), "order " + order.id() + " was placed twice");
        count(order);
        check(order, order.quantity().e8());
        open(order, order.quantity().e8());
        checkTotals(order);
    }

    /** Not more orders within the window than are allowed. */
    private void count(OrderTicket order) {
        now = Math.max(now, order.atNanos());
        while (!sent.isEmpty() && sent.getFirst() <= now - limits.window().toNanos()) {
            sent.removeFirst();
        }
        sent.addLast(now);
        require(sent.size() <= limits.orders(), "order " + order.id() + " is the " + sent.size() + "th of its window");
    }

    private void check(OrderTicket order, long quantity) {
        long price = StillMarket.PRICE.e8();
        var asked = order.terms().limit().or(() -> order.terms().stop()).orElse(StillMarket.PRICE);
        long from = order.terms().stop().orElse(StillMarket.PRICE).e8();
        long beyond = order.side().sign() * (asked.e8() - from);
        require(
                beyond <= E8.mulDiv(from, limits.collar().ppm(), Fraction.ONE_PPM, RoundingMode.DOWN),
                "order " + order.id() + " would trade up to " + asked);
        long reduces = order.side() == Side.BUY ? -position - buys : position - sells;
        long adds = quantity - Math.max(0, reduces);
        require(
                E8.multiply(Math.max(0, adds), price) <= limits.orderNotional().e8(),
                "order " + order.id() + " adds " + E8.format(adds) + " at " + StillMarket.PRICE);
    }

    private void checkReplacing(ClientOrderId original, OrderTicket replacement) {
        var old = waiting.get(original);
        if (old == null) {
            check(replacement, replacement.quantity().e8());
            return;
        }
        sum(old, -1);
        check(replacement, replacement.quantity().e8() - traded(old));
        sum(old, 1);
    }

    /** What is held, and what could be held if all that waits on one side had traded. */
    private void checkTotals(OrderTicket order) {
        long price = StillMarket.PRICE.e8();
        require(
                E8.multiply(Math.max(0, position + buys), price) <= cap
                        && E8.multiply(Math.max(0, sells - position), price) <= cap,
                "with order " + order.id() + " a position of " + E8.format(position) + " could become "
                        + E8.format(position + buys) + " or " + E8.format(position - sells));
    }

    private void replace(ClientOrderId original, ClientOrderId by) {
        var old = waiting.get(original);
        var replacement = requireNonNull(replacements.get(by), "replaced by what nobody asked for");
        long done = old == null ? 0 : traded(old);
        end(original);
        long left = replacement.quantity().e8() - done;
        if (left > 0) {
            open(replacement, left);
            checkTotals(replacement);
        }
    }

    private void fill(Fill fill) {
        require(fills.add(fill.id()), "fill " + fill.id() + " was booked twice");
        position += fill.side().sign() * fill.quantity().e8();
        var order = waiting.get(fill.order());
        require(order != null, "order " + fill.order() + " traded and does not wait");
        if (order != null) {
            sum(order, -1);
            long left = order.left() - fill.quantity().e8();
            require(left >= 0, "order " + fill.order() + " traded more than it is");
            waiting.remove(fill.order());
            if (left > 0) {
                open(order.order(), left);
            }
        }
        require(
                E8.multiply(Math.abs(position), StillMarket.PRICE.e8()) <= cap,
                "after fill " + fill.id() + " the position is " + E8.format(position));
    }

    private void open(OrderTicket order, long left) {
        var waits = new Waiting(order, left);
        waiting.put(order.id(), waits);
        sum(waits, 1);
    }

    private void end(ClientOrderId id) {
        var old = waiting.remove(id);
        if (old != null) {
            sum(old, -1);
        }
    }

    private void sum(Waiting order, int sign) {
        if (order.order().side() == Side.BUY) {
            buys += sign * order.left();
        } else {
            sells += sign * order.left();
        }
    }

    private static long traded(Waiting order) {
        return order.order().quantity().e8() - order.left();
    }

    private void require(boolean holds, String finding) {
        if (!holds && findings.size() < MOST) {
            findings.add(finding);
        }
    }

    // ---- what it came to

    List<String> findings() {
        return findings;
    }

    int placed() {
        return placed.size();
    }

    int fills() {
        return fills.size();
    }

    /** Orders that were taken and never sent. */
    int refused() {
        return refused;
    }

    /** Sum of all fills, E8. */
    long position() {
        return position;
    }

    int open() {
        return waiting.size();
    }
}
