package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.orchestrator.execution.Shift.Stage;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Holds books and orders against the venue's every so often while the desk trades. An order whose end was not heard of is
 * asked about; any other difference stops the sending, and is looked into as after a start. In virtual time nobody looks.
 */
final class BookWatch {
    private final TradingDesk desk;
    private final Shift shift;
    private final List<Fill> moved = new ArrayList<>();
    private boolean looking;

    BookWatch(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    void begin() {
        looking = false;
        if (shift.isLive()) {
            var look = new DeskNote.LookAtBooks();
            shift.timers.startTimerWithFixedDelay(
                    look, look, shift.settings.upkeep().reconcileEvery());
        }
    }

    Entry onLook(DeskState state) {
        if (looking || shift.stage != Stage.TRADING) {
            return Entry.nothing();
        }
        looking = true;
        moved.clear();
        moved.addAll(state.unbooked());
        var open = new TreeSet<>(state.open().keySet());
        var over = new TreeSet<String>();
        state.orders().ended().forEach(order -> over.add(order.id().value()));
        var atVenue = atVenue(state);
        var before = books();
        var told = shift.neighbours.venue().statement(desk.booking().known());
        var claimed = told.thenCompose(
                statement -> shift.neighbours.gate().claimed(shift.run, shift.account, statement.open()));
        var after = told.thenCompose(statement -> books());
        var seen = told.thenCompose(statement -> claimed.thenCompose(ours -> before.thenCombine(
                after,
                (first, last) ->
                        new Glance(statement, ours, open, over, atVenue, first.portfolio(), last.portfolio()))));
        shift.context.pipeToSelf(
                seen,
                (glance, fault) ->
                        fault == null ? new DeskNote.BooksSeen(glance) : new DeskNote.BooksUnseen(fault.toString()));
        return Entry.nothing();
    }

    private CompletionStage<AccountSnapshot> books() {
        return AskPattern.ask(
                shift.neighbours.ledger(),
                Ledger.GetSnapshot::new,
                Shift.NEIGHBOURLY,
                shift.context.getSystem().scheduler());
    }

    Entry onSeen(DeskState state, Glance glance) {
        looking = false;
        if (shift.stage != Stage.TRADING) {
            return Entry.nothing();
        }
        Optional<String> difference = glance.difference(state.orders(), moved);
        if (difference.isPresent()) {
            return desk.reconciling().onDifference(state, difference.get());
        }
        var lost = glance.lost();
        lost.retainAll(atVenue(state));
        return Entry.only(same -> lost.forEach(order -> desk.hearing().query(same, new ClientOrderId(order))));
    }

    /** Fills are taken in, and not in the books yet. */
    void moves(List<Fill> fills) {
        if (looking) {
            moved.addAll(fills);
        }
    }

    Entry onUnseen(DeskNote.BooksUnseen unseen) {
        looking = false;
        shift.context
                .getLog()
                .warn(
                        "The books of {} cannot be held against the venue's, trying again in {} s: {}",
                        shift.account,
                        shift.settings.upkeep().reconcileEvery().toSeconds(),
                        unseen.why());
        return Entry.nothing();
    }

    /** Orders that the venue has said it has, and is asked nothing about. */
    private static SortedSet<String> atVenue(DeskState state) {
        List<String> ids = state.open().values().stream()
                .filter(order -> order.life().isAtVenue())
                .map(order -> order.id().value())
                .toList();
        return new TreeSet<>(ids);
    }
}
