package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.orchestrator.execution.Shift.Stage;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/** The account taken over, open orders asked about, the books held against the venue's: the way of a desk to its trade. */
final class Reconciling {
    private static final String ACTOR = "reconciliation";

    /** How often a difference that shows while the desk trades is looked at before trading is halted for it. */
    private static final int LOOKS = 5;

    private final TradingDesk desk;
    private final Shift shift;

    /** What the venue said of the account while {@link Stage#CHECKING}. */
    private Venue.@Nullable Statement statement;

    /** How often a difference may show yet before trading is halted for it. */
    private int looks;

    Reconciling(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    /**
     * The venue may have heard of an open order or not: ask before sending. When it was the journal that failed us, what
     * was under way begins anew: a ruling that was not written was not made. The epoch stays: a desk that lost the
     * account must not take it back, and is told so when it holds its books against the venue's.
     */
    void resume(DeskState state) {
        shift.stage = Stage.BORN;
        statement = null;
        looks = 1;
        shift.unconfirmed.clear();
        state.open().values().forEach(order -> shift.unconfirmed.add(order.id()));
        if (shift.epoch == 0) {
            takeOver();
        } else {
            goOn(state);
        }
    }

    private void takeOver() {
        shift.context.pipeToSelf(
                shift.neighbours.gate().takeOver(shift.run, shift.account, shift.neighbours.executor()),
                (taken, fault) ->
                        fault == null ? new DeskNote.TakenOver(taken) : new DeskNote.NotTakenOver(fault.toString()));
    }

    Entry onTakenOver(DeskNote.TakenOver taken) {
        shift.context
                .getLog()
                .info(
                        "Executor {} of {} for run {}: {}",
                        taken.epoch(),
                        shift.account,
                        shift.run,
                        shift.neighbours.executor());
        shift.epoch = taken.epoch();
        return Entry.only(this::goOn);
    }

    Entry onNotTakenOver(DeskNote.NotTakenOver lost) {
        shift.context.getLog().warn("The account {} cannot be taken over, trying again: {}", shift.account, lost.why());
        shift.timers.startSingleTimer(new DeskNote.TakeOverAgain(), Shift.PAUSE);
        return Entry.nothing();
    }

    Entry onTakeOverAgain() {
        takeOver();
        return Entry.nothing();
    }

    /** Takes the next step towards trading; once there, what has waited for it. */
    void goOn(DeskState state) {
        if (shift.epoch == 0 || shift.moment == Shift.NO_MOMENT) {
            return;
        }
        if (shift.stage == Stage.BORN) {
            shift.stage = Stage.ASKING;
            List.copyOf(shift.unconfirmed).forEach(order -> desk.hearing().query(state, order));
        }
        if (!shift.unconfirmed.isEmpty()) {
            return;
        }
        switch (shift.stage) {
            case ASKING -> check();
            case TRADING -> goOnWithWork();
            case HELD -> askWhetherStillHalted();
            case BORN, CHECKING, CLOSING, STOOD_DOWN -> {}
        }
    }

    private void goOnWithWork() {
        desk.booking().askWhatTraded();
        desk.proposals().takeUpPostponed();
    }

    /**
     * While it traded, the venue was seen to have another account of it than we. Nothing is sent until they agree: what was
     * missed is asked for, as after a start. Fills may be on their way, so that trading is halted only when the difference
     * stays.
     */
    Entry onDifference(DeskState state, String difference) {
        shift.context.getLog().warn("{} does not agree with the venue, nothing is sent: {}", shift.account, difference);
        shift.publish(new OrderDesk.Reconciled(shift.run, shift.account, Optional.of(difference)));
        desk.doorway().close();
        shift.stage = Stage.BORN;
        looks = LOOKS;
        state.open().values().stream()
                .map(DeskOrder::id)
                .filter(order -> !desk.hearing().isBusyWith(order))
                .forEach(shift.unconfirmed::add);
        return Entry.only(this::goOn);
    }

    private void check() {
        shift.stage = Stage.CHECKING;
        var told = shift.neighbours
                .venue()
                .statement(desk.booking().known())
                .thenCombine(shift.neighbours.fills().posted(shift.run, shift.account), DeskNote.Stated::new);
        shift.context.pipeToSelf(
                told, (stated, fault) -> fault == null ? stated : new DeskNote.NotChecked(fault.toString()));
    }

    Entry onStated(DeskState state, DeskNote.Stated stated) {
        statement = stated.statement();
        var known = new TreeSet<>(state.seenFills().ids());
        stated.posted().forEach(fill -> known.add(fill.id()));
        state.unbooked().forEach(fill -> known.add(fill.id()));
        // Against the live clock trades are told of before the market's next closing.
        long until = shift.isLive() ? Long.MAX_VALUE : shift.moment;
        return desk.booking().takeIn(Reconciliation.missed(stated.statement().fills(), until, known));
    }

    /** All fills are in the books: holds these against what the venue said, if it was asked for that. */
    boolean compareIfChecking(DeskState state) {
        var told = statement;
        if (told == null) {
            return false;
        }
        compare(state, told);
        return true;
    }

    private void compare(DeskState state, Venue.Statement told) {
        CompletionStage<AccountSnapshot> books = AskPattern.ask(
                shift.neighbours.ledger(),
                Ledger.GetSnapshot::new,
                Shift.NEIGHBOURLY,
                shift.context.getSystem().scheduler());
        var open = new TreeSet<>(state.open().keySet());
        var gate = shift.neighbours.gate();
        List<ClientOrderId> orders = Reconciliation.ordersOf(told);
        var compared = books.thenCompose(stored -> shift.neighbours
                .fills()
                .posted(shift.run, shift.account)
                .thenCombine(
                        gate.claimed(shift.run, shift.account, orders),
                        (posted, claimed) -> new Reconciliation(told, claimed, open, stored.portfolio(), posted))
                .thenCombine(
                        gate.standing(shift.run, shift.account),
                        (reconciliation, standing) -> new DeskNote.Compared(
                                reconciliation.difference(),
                                stored,
                                standing.map(HaltRow.Standing::epoch).orElse(0L))));
        shift.context.pipeToSelf(
                compared, (done, fault) -> fault == null ? done : new DeskNote.NotChecked(fault.toString()));
    }

    Entry onCompared(DeskNote.Compared compared) {
        if (shift.stage != Stage.CHECKING) {
            return Entry.nothing();
        }
        statement = null;
        if (compared.epoch() != shift.epoch) {
            shift.standDown();
            return Entry.nothing();
        }
        if (compared.difference().isEmpty()) {
            shift.stage = Stage.TRADING;
            shift.publish(new OrderDesk.Reconciled(shift.run, shift.account, Optional.empty()));
            return Entry.only(state -> {
                desk.doorway().open(compared.books(), state);
                goOnWithWork();
                desk.linking().goOn(state);
            });
        }
        var difference = compared.difference().get();
        looks--;
        if (looks > 0) {
            shift.timers.startSingleTimer(new DeskNote.CheckAgain(), Shift.PAUSE);
            return Entry.nothing();
        }
        shift.context.pipeToSelf(
                shift.neighbours.gate().halt(shift.run, shift.account, difference, ACTOR, shift.moment),
                (halted, fault) -> fault == null
                        ? new DeskNote.DifferenceHalted(difference)
                        : new DeskNote.NotChecked(fault.toString()));
        return Entry.nothing();
    }

    Entry onDifferenceHalted(DeskNote.DifferenceHalted halted) {
        shift.stage = Stage.HELD;
        shift.context
                .getLog()
                .error(
                        "Trading of {} in run {} is halted until somebody has looked: {}",
                        shift.account,
                        shift.run,
                        halted.difference());
        shift.publish(new OrderDesk.Reconciled(shift.run, shift.account, Optional.of(halted.difference())));
        return Entry.of(new OrderDesk.NotReconciled(halted.difference(), shift.moment), next -> {
            shift.letTheSwitchNotice();
            shift.takeBackWhatWaits();
            goOnWithWork();
        });
    }

    Entry onNotChecked(DeskNote.NotChecked lost) {
        shift.context.getLog().warn("The books cannot be held against the venue's, trying again: {}", lost.why());
        shift.timers.startSingleTimer(new DeskNote.CheckAgain(), Shift.PAUSE);
        return Entry.nothing();
    }

    Entry onCheckAgain() {
        if (shift.stage != Stage.CHECKING) {
            return Entry.nothing();
        }
        shift.stage = Stage.ASKING;
        return Entry.only(this::goOn);
    }

    /** Somebody who lifts the halt says that the books are right now, which is looked at. */
    private void askWhetherStillHalted() {
        shift.context.pipeToSelf(
                shift.neighbours.gate().standing(shift.run, shift.account),
                (standing, fault) -> new DeskNote.HaltSeen(
                        fault != null || standing.map(HaltRow.Standing::halted).orElse(false)));
    }

    Entry onHaltSeen(DeskNote.HaltSeen seen) {
        if (shift.stage != Stage.HELD) {
            return Entry.nothing();
        }
        if (seen.halted()) {
            goOnWithWork();
            return Entry.nothing();
        }
        shift.stage = Stage.ASKING;
        looks = 1;
        return Entry.only(this::goOn);
    }

    /** What a proposal is ruled by while the books and the venue's do not agree. */
    static Optional<String> heldBy() {
        return Optional.of(ACTOR);
    }
}
