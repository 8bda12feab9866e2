package io.conclave.venues.fix;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import io.conclave.venues.marketdata.Listing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quickfix.field.ExecType;
import quickfix.field.OrdRejReason;
import quickfix.field.OrdStatus;

/**
 * What was sent to the venue and what it has reported, folded: the same messages give the same book, each report counted once. For one
 * thread at a time.
 */
final class ReportBook {
    private static final Logger LOG = LoggerFactory.getLogger(ReportBook.class);

    /**
     * An order as sent, and how it stands.
     *
     * @param code the venue's name of the instrument
     */
    record Standing(String code, Side side, Quantity quantity, OrderState state, Quantity filled) {
        Standing now(OrderState next, Quantity traded) {
            return new Standing(code, side, quantity, next, traded);
        }
    }

    private final List<Listing> listings;
    private final Map<ClientOrderId, Standing> orders = new HashMap<>();
    private final List<Fill> fills = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    ReportBook(List<Listing> listings) {
        this.listings = listings;
    }

    /** An order or a replacement is about to be sent. */
    void sent(ClientOrderId order, String code, Side side, Quantity quantity) {
        orders.putIfAbsent(order, new Standing(code, side, quantity, OrderState.PENDING_NEW, Quantity.ZERO));
    }

    Optional<Standing> standing(ClientOrderId order) {
        return Optional.ofNullable(orders.get(order));
    }

    /** All that traded, in the order it was reported. */
    List<Fill> fills() {
        return List.copyOf(fills);
    }

    boolean has(Report report) {
        return seen.contains(key(report));
    }

    /** What the report tells; empty if it tells nothing, or nothing new. */
    Optional<ExecutionReport> take(Report report) {
        if (!seen.add(key(report))) {
            return Optional.empty();
        }
        var named =
                report.original().isEmpty() || report.type() == ExecType.TRADE ? report.request() : report.original();
        var order = order(named);
        if (order.isEmpty()) {
            LOG.warn("The venue reports an order that is not of our making, \"{}\": {}", named, report.text());
            return Optional.empty();
        }
        return told(order.get(), report);
    }

    private Optional<ExecutionReport> told(ClientOrderId order, Report report) {
        return switch (report.type()) {
            case ExecType.NEW -> {
                stands(order, report);
                yield Optional.of(new ExecutionReport.Accepted(order));
            }
            case ExecType.REJECTED -> Optional.of(rejected(order, report));
            case ExecType.TRADE -> {
                stands(order, report);
                var fill = fill(order, report);
                fills.add(fill);
                yield Optional.of(new ExecutionReport.Traded(fill));
            }
            case ExecType.CANCELED -> {
                stands(order, report);
                yield Optional.of(new ExecutionReport.Cancelled(order));
            }
            case ExecType.EXPIRED, ExecType.DONE_FOR_DAY -> {
                stands(order, report);
                yield Optional.of(new ExecutionReport.Expired(order));
            }
            case ExecType.REPLACED -> Optional.of(replaced(order, report));
            case ExecType.PENDING_NEW, ExecType.PENDING_CANCEL, ExecType.PENDING_REPLACE, ExecType.RESTATED -> {
                stands(order, report);
                yield Optional.empty();
            }
            case ExecType.ORDER_STATUS -> Optional.empty();
            default -> {
                // Corrections and busts of trades among them: reconciliation finds what they change.
                LOG.error(
                        "The venue reports what this side cannot book, ExecType {}: {}", report.type(), report.text());
                yield Optional.empty();
            }
        };
    }

    /** A duplicate is the order that is there already: the venue's word on that one counts. */
    private ExecutionReport rejected(ClientOrderId order, Report report) {
        if (report.rejection() == OrdRejReason.DUPLICATE_ORDER) {
            return new ExecutionReport.Accepted(order);
        }
        stands(order, report);
        return new ExecutionReport.Rejected(order, report.text());
    }

    private ExecutionReport replaced(ClientOrderId order, Report report) {
        var by = order(report.request()).orElse(order);
        var old = orders.get(order);
        if (old != null) {
            orders.put(order, old.now(OrderState.REPLACED, old.filled()));
        }
        stands(by, report);
        return new ExecutionReport.Replaced(order, by);
    }

    private void stands(ClientOrderId order, Report report) {
        var before = orders.getOrDefault(
                order,
                new Standing(report.symbol(), side(report), report.cumulated(), OrderState.PENDING_NEW, Quantity.ZERO));
        orders.put(order, before.now(state(report), report.cumulated()));
    }

    private Fill fill(ClientOrderId order, Report report) {
        var symbol = listings.stream()
                .filter(listing -> listing.code().equals(report.symbol()))
                .map(Listing::symbol)
                .findFirst()
                .orElseGet(() -> Listing.of(report.symbol()).symbol());
        return new Fill(
                order + "-" + report.id(),
                order,
                symbol,
                side(report),
                report.last(),
                new Price(report.lastPriceE8()),
                report.fee(),
                report.atNanos());
    }

    /** Where a status leaves an order; what the trade does not know works on. */
    static OrderState state(Report report) {
        return switch (report.status()) {
            case OrdStatus.PARTIALLY_FILLED -> OrderState.PARTIALLY_FILLED;
            case OrdStatus.FILLED, OrdStatus.CALCULATED -> OrderState.FILLED;
            case OrdStatus.CANCELED -> OrderState.CANCELLED;
            case OrdStatus.EXPIRED, OrdStatus.DONE_FOR_DAY -> OrderState.EXPIRED;
            case OrdStatus.REJECTED -> OrderState.REJECTED;
            case OrdStatus.PENDING_NEW -> OrderState.PENDING_NEW;
            case OrdStatus.PENDING_CANCEL -> OrderState.PENDING_CANCEL;
            case OrdStatus.PENDING_REPLACE -> OrderState.PENDING_REPLACE;
            default -> report.cumulated().signum() > 0 ? OrderState.PARTIALLY_FILLED : OrderState.WORKING;
        };
    }

    /** Empty for a name that none of our orders can have. */
    static Optional<ClientOrderId> order(String name) {
        try {
            return Optional.of(new ClientOrderId(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Side side(Report report) {
        return report.side() == quickfix.field.Side.BUY ? Side.BUY : Side.SELL;
    }

    /** An ExecID is the venue's own for a day only. */
    private static String key(Report report) {
        return report.request() + "/" + report.id();
    }
}
