package io.conclave.orchestrator.execution;

import io.conclave.domain.order.Fill;
import io.conclave.orchestrator.failpoint.Failpoint;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.orchestrator.portfolio.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Fills in, and to the books: what traded is asked of the venue, journalled once, and posted until the ledger has it. */
final class Booking {
    private final TradingDesk desk;
    private final Shift shift;
    private OrderDesk.@Nullable Advance advance;

    /** The venue has said what traded up to the moment that is waited for. */
    private boolean told;

    /** Event time of the latest fill that was taken in; against the live clock it may be after the latest closing. */
    private long lastFill = Shift.NO_MOMENT;

    Booking(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    Entry onAdvance(OrderDesk.Advance next) {
        advance = next;
        shift.reaches(next.toNanos());
        return Entry.only(desk.reconciling()::goOn);
    }

    /** Once nothing stands in the way of fills; if somebody waits for them. */
    void askWhatTraded() {
        var next = advance;
        if (next == null) {
            return;
        }
        told = false;
        var traded = shift.neighbours
                .gate()
                .standing(shift.run, shift.account)
                .thenCompose(standing -> isOurs(standing)
                        ? shift.neighbours
                                .venue()
                                .fillsUpTo(next.toNanos())
                                .<OrderDesk.Command>thenApply(fills -> new DeskNote.Traded(next.toNanos(), fills))
                        : CompletableFuture.completedStage(new DeskNote.AccountLost()));
        shift.context.pipeToSelf(
                traded, (learnt, fault) -> fault == null ? learnt : new DeskNote.VenueSilent(fault.toString()));
    }

    private boolean isOurs(Optional<HaltRow.Standing> standing) {
        return standing.map(row -> row.epoch() == shift.epoch).orElse(false);
    }

    Entry onTraded(DeskState state, DeskNote.Traded traded) {
        // Somebody may have come for a later closing meanwhile: as of that one nothing is told yet.
        told = advance == null || traded.toNanos() >= advance.toNanos();
        var known = new TreeSet<>(state.seenFills().ids());
        return takeIn(Reconciliation.missed(traded.fills(), Long.MAX_VALUE, known));
    }

    /** Up to when all that is known to have traded is here. */
    long known() {
        return Math.max(shift.moment, lastFill);
    }

    /** @param fills that nobody here has */
    Entry takeIn(List<Fill> fills) {
        fills.forEach(fill -> lastFill = Math.max(lastFill, fill.atNanos()));
        if (fills.isEmpty()) {
            return Entry.only(this::askToBook);
        }
        desk.bookWatch().moves(fills);
        var fresh =
                fills.stream().<OrderDesk.Event>map(OrderDesk.OrderFilled::new).toList();
        return new Entry(fresh, next -> {
            Failpoint.reached("order.filled");
            desk.hearing().traded(next, fills);
            askToBook(next);
        });
    }

    private void askToBook(DeskState state) {
        if (state.unbooked().isEmpty()) {
            booksAreUp(state);
            return;
        }
        shift.context.ask(
                Ledger.Posted.class,
                shift.neighbours.ledger(),
                Shift.NEIGHBOURLY,
                replyTo -> new Ledger.Post(state.unbooked(), replyTo),
                (posted, fault) ->
                        fault == null ? new DeskNote.Booked(posted) : new DeskNote.NotBooked(fault.toString()));
    }

    Entry onBooked(DeskState state, DeskNote.Booked booked) {
        // The ledger may be asked twice about the same fills; each is confirmed once.
        var open = state.unbooked().stream().map(Fill::id).toList();
        var ids = booked.posted().fillIds().stream().filter(open::contains).toList();
        if (ids.isEmpty()) {
            return Entry.nothing();
        }
        return Entry.of(new OrderDesk.FillsBooked(ids), next -> {
            Failpoint.reached("order.booked");
            booksAreUp(next);
        });
    }

    Entry onNotBooked(DeskNote.NotBooked lost) {
        shift.context.getLog().warn("The ledger has not confirmed fills, asking again: {}", lost.why());
        return Entry.only(this::askToBook);
    }

    Entry onVenueSilent(DeskNote.VenueSilent silent) {
        // Nothing is guessed meanwhile. In virtual time the conductor's ask runs out and it comes again; live, its
        // round would be too late.
        shift.context.getLog().warn("The venue does not say what traded: {}", silent.why());
        if (shift.isLive()) {
            var again = new DeskNote.AskWhatTradedAgain();
            shift.timers.startSingleTimer(again, again, Shift.PAUSE);
        }
        return Entry.nothing();
    }

    Entry onAskWhatTradedAgain() {
        return Entry.only(same -> {
            if (shift.isOpen() && !told) {
                askWhatTraded();
            }
        });
    }

    private void booksAreUp(DeskState state) {
        if (!state.unbooked().isEmpty() || desk.reconciling().compareIfChecking(state)) {
            return;
        }
        var waiting = advance;
        if (waiting != null && told) {
            advance = null;
            waiting.replyTo().tell(new OrderDesk.Advanced(state.latest()));
        }
    }
}
