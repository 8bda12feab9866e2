package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.failpoint.Failpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Orders on their way to the venue, and what is heard of them. What a report means is for {@link OrderLife} to say; here it
 * becomes an event, and what is still in doubt is asked about until it is known.
 */
final class Hearing {
    private static final int LONGEST_DOUBLING = 5;
    private static final String FORGOTTEN = "The venue does not know it any more";
    private static final String NEVER_CAME = "The request to replace never came to the venue";

    private final TradingDesk desk;
    private final Shift shift;
    private final Sending sending;
    private final Throttle throttle;

    /** How often an order's fate was asked for in vain. */
    private final SortedMap<String, Integer> unanswered = new TreeMap<>();

    /** Requests that the venue has not answered; one at most for an order. */
    private final SortedSet<String> underWay = new TreeSet<>();

    /** Orders that were rejected when they were thought to be at the venue, and with which words. */
    private final SortedMap<String, String> doubted = new TreeMap<>();

    Hearing(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
        this.sending = new Sending(shift.neighbours, shift.settings.pace(), shift.run, shift.account);
        this.throttle = new Throttle(shift.settings.upkeep().ordersPerSecond());
    }

    void resume() {
        unanswered.clear();
        underWay.clear();
        doubted.clear();
        var self = shift.context.getSelf();
        shift.neighbours.venue().listen(report -> self.tell(new DeskNote.Heard(report)));
    }

    // ---- out

    /** At once, or as soon as the venue takes another order. */
    void send(DeskState state, ClientOrderId id) {
        long delay = takePlace();
        if (delay == 0) {
            sendNow(state, id);
        } else {
            var later = new DeskNote.SendNow(id);
            shift.timers.startSingleTimer(later, later, Duration.ofNanos(delay));
        }
    }

    private long takePlace() {
        return shift.isLive() ? throttle.take(shift.neighbours.nanos().getAsLong()) : 0;
    }

    /** How long the venue's rate would hold back one more. */
    Duration delay() {
        return shift.isLive()
                ? Duration.ofNanos(throttle.delay(shift.neighbours.nanos().getAsLong()))
                : Duration.ZERO;
    }

    /** It may have been taken back, or found, meanwhile. */
    Entry onSendNow(DeskState state, DeskNote.SendNow now) {
        boolean wanted = state.order(now.order())
                .filter(order -> order.state() == OrderState.INTENDED || order.state() == OrderState.UNKNOWN)
                .isPresent();
        if (!wanted || underWay.contains(now.order().value())) {
            return Entry.nothing();
        }
        if (!shift.isOpen()) {
            shift.timers.startSingleTimer(now, now, Shift.PAUSE);
            return Entry.nothing();
        }
        return Entry.only(same -> sendNow(same, now.order()));
    }

    private void sendNow(DeskState state, ClientOrderId id) {
        shift.timers.cancel(new DeskNote.SendNow(id));
        state.order(id).ifPresent(order -> request(id, sending.send(shift.epoch, order.ticket())));
    }

    void replace(DeskOrder original, DeskOrder replacement) {
        takePlace();
        request(replacement.id(), sending.replace(shift.epoch, original.id(), replacement.ticket()));
    }

    /**
     * Asked for again while the first request is under way, it is not sent a second time. Before the account is taken over
     * nothing is sent: the orders are asked about then, and this one is taken back.
     */
    void cancel(ClientOrderId id) {
        if (shift.epoch != 0 && !underWay.contains(id.value())) {
            request(id, sending.cancel(shift.epoch, id));
        }
    }

    private void request(ClientOrderId id, CompletionStage<Sending.Outcome> sent) {
        underWay.add(id.value());
        if (shift.isLive()) {
            shift.timers.startSingleTimer(
                    new DeskNote.Overdue(id),
                    new DeskNote.Overdue(id),
                    shift.settings.upkeep().answerWithin());
        }
        shift.context.pipeToSelf(sent, (outcome, fault) -> {
            if (fault != null) {
                return new DeskNote.NotHeard(id, fault.toString());
            }
            return switch (outcome) {
                case Sending.Answered answered -> new DeskNote.Answered(id, answered.report());
                case Sending.NotAllowed refused -> new DeskNote.NotAllowed(id, refused.why());
            };
        });
    }

    void query(DeskState state, ClientOrderId id) {
        if (isBeingReplaced(state, state.order(id))) {
            // Its replacement is asked about, and that tells of both.
            confirmed(state, id);
            return;
        }
        shift.context.pipeToSelf(
                shift.neighbours.venue().query(id),
                (finding, fault) ->
                        fault == null ? new DeskNote.Found(id, finding) : new DeskNote.NotHeard(id, fault.toString()));
    }

    private static boolean isBeingReplaced(DeskState state, Optional<DeskOrder> original) {
        return original.filter(order -> order.state() == OrderState.PENDING_REPLACE)
                .flatMap(DeskOrder::replacement)
                .filter(replacement -> state.open().containsKey(replacement.value()))
                .isPresent();
    }

    /** The venue is being told something of the order, or will be once it takes more. */
    boolean isBusyWith(ClientOrderId id) {
        return underWay.contains(id.value()) || shift.timers.isTimerActive(new DeskNote.SendNow(id));
    }

    /** Engine's own orders whose intent is journalled and of which nothing is known yet. */
    boolean isSendingDecisions(DeskState state) {
        return state.open().values().stream()
                .anyMatch(order ->
                        order.state() == OrderState.INTENDED && order.decision().isPresent());
    }

    // ---- in

    Entry onAnswered(DeskState state, DeskNote.Answered answered) {
        isAnswered(answered.order());
        return onHeard(state, answered.report());
    }

    Entry onHeard(DeskState state, ExecutionReport heard) {
        return switch (heard) {
            case ExecutionReport.Traded traded -> onTraded(state, traded.fill());
            case ExecutionReport.Replaced replaced -> onReplaced(state, replaced);
            case ExecutionReport.ReplaceRejected refused -> onReplaceRejected(state, refused);
            case ExecutionReport.Accepted _,
                    ExecutionReport.Rejected _,
                    ExecutionReport.Cancelled _,
                    ExecutionReport.Expired _,
                    ExecutionReport.CancelRejected _ -> onReport(state, heard);
        };
    }

    /** Live, a trade counts when it is told; in virtual time when the market has come to it. */
    private Entry onTraded(DeskState state, Fill fill) {
        if (!shift.takesFills() || state.seenFills().contains(fill.id())) {
            return Entry.nothing();
        }
        return desk.booking().takeIn(List.of(fill));
    }

    /** After fills were journalled: an order may trade that was thought to be over. */
    void traded(DeskState state, List<Fill> fills) {
        fills.stream()
                .map(Fill::order)
                .distinct()
                .filter(id -> state.order(id)
                        .filter(order -> order.state() == OrderState.UNKNOWN)
                        .isPresent())
                .forEach(id -> inDoubt(state, id));
        desk.proposals().executed(state);
    }

    private Entry onReport(DeskState state, ExecutionReport report) {
        var id = report.order();
        var known = state.order(id);
        if (known.isEmpty()) {
            return Entry.only(next -> confirmed(next, id));
        }
        var order = known.get();
        if (order.state().isFinal() && report instanceof ExecutionReport.Accepted) {
            return onStray(order);
        }
        var next = order.life().after(report);
        return became(order, next, why(report), after -> {
            if (report instanceof ExecutionReport.Accepted && next.state() == OrderState.PENDING_CANCEL) {
                // It was to be taken back before the venue had it.
                cancel(id);
            }
            if (isContradiction(report, next)) {
                doubted.put(id.value(), why(report));
                inDoubt(after, id);
            }
        });
    }

    /** What is rejected was taken before; what is not taken back is mostly over: the venue is asked. */
    private static boolean isContradiction(ExecutionReport report, OrderLife next) {
        return (report instanceof ExecutionReport.Rejected && next.state() == OrderState.UNKNOWN)
                || (report instanceof ExecutionReport.CancelRejected && next.isAtVenue());
    }

    /** It came to the venue after all, when it was given up here: it is taken back. */
    private Entry onStray(DeskOrder order) {
        if (order.state() == OrderState.FILLED || order.state() == OrderState.REPLACED) {
            return Entry.nothing();
        }
        shift.context.getLog().warn("Order {} is over here and works at the venue: taking it back", order.id());
        return Entry.only(state -> cancel(order.id()));
    }

    private Entry onReplaced(DeskState state, ExecutionReport.Replaced replaced) {
        var original = state.order(replaced.order());
        if (original.isEmpty() || original.get().state() == OrderState.REPLACED) {
            return Entry.only(next -> confirmed(next, replaced.by()));
        }
        return Entry.of(new OrderDesk.OrderReplaced(replaced.order(), replaced.by()), next -> {
            confirmed(next, replaced.order());
            confirmed(next, replaced.by());
        });
    }

    private Entry onReplaceRejected(DeskState state, ExecutionReport.ReplaceRejected refused) {
        var original = state.order(refused.order());
        var replacement = original.flatMap(DeskOrder::replacement).flatMap(state::order);
        if (original.isEmpty()
                || replacement.isEmpty()
                || replacement.get().state().isFinal()) {
            return Entry.only(next -> confirmed(next, refused.order()));
        }
        if (replacement.get().state() != OrderState.PENDING_NEW) {
            return onContradicted(refused, replacement.get().id());
        }
        var end = new OrderDesk.OrderEnded(replacement.get().id(), OrderState.REJECTED, refused.why());
        List<OrderDesk.Event> events = original.get().state() == OrderState.PENDING_REPLACE
                ? List.of(new OrderDesk.OrderKept(refused.order(), refused.why()), end)
                : List.of(end);
        return new Entry(events, next -> {
            confirmed(next, replacement.get().id());
            query(next, refused.order());
        });
    }

    /** It was thought to work in the other's place: the venue is asked, and of the two nothing stays there unknown to us. */
    private Entry onContradicted(ExecutionReport.ReplaceRejected refused, ClientOrderId replacement) {
        return Entry.only(next -> {
            doubted.put(replacement.value(), refused.why());
            inDoubt(next, replacement);
            cancel(refused.order());
        });
    }

    Entry onFound(DeskState state, DeskNote.Found found) {
        var known = state.order(found.order());
        boolean replaces = known.filter(order -> mayReplace(state, order)).isPresent();
        if (known.isEmpty() || (known.get().state().isFinal() && !replaces)) {
            return Entry.only(next -> confirmed(next, found.order()));
        }
        var order = known.get();
        return switch (found.finding()) {
            case Venue.Found at when order.isReplacementToBe() && isUnderWay(at) -> onUnderWay(order);
            case Venue.Found at when at.state() == OrderState.PENDING_NEW -> onNotHeard(state, notYet(order));
            case Venue.Found at when replaces -> onReplacementFound(state, order, at);
            case Venue.Found at when at.state() == OrderState.REPLACED -> onFoundReplaced(state, order, at);
            case Venue.Found at -> onFound(order, at);
            case Venue.UnheardOf _ when order.isReplacementToBe() -> onReplacementFound(state, order, nothing());
            case Venue.UnheardOf _ when order.state().isFinal() -> Entry.only(next -> confirmed(next, found.order()));
            case Venue.UnheardOf _ -> onUnheardOf(order);
        };
    }

    /** It was to replace another, of which it is not known that it was replaced: if the venue has the one, it was. */
    private static boolean mayReplace(DeskState state, DeskOrder order) {
        return order.replaces()
                .flatMap(state::order)
                .filter(original -> original.state() != OrderState.REPLACED)
                .isPresent();
    }

    /** By which of those that were to replace it, they tell themselves. */
    private Entry onFoundReplaced(DeskState state, DeskOrder original, Venue.Found at) {
        var heirs = state.orders().replacementsOf(original.id());
        return heirs.isEmpty()
                ? onFound(original, at)
                : Entry.only(next -> {
                    confirmed(next, original.id());
                    heirs.forEach(heir -> query(next, heir));
                });
    }

    private Entry onFound(DeskOrder order, Venue.Found at) {
        var next = order.life().after(at);
        return became(order, next, doubted.getOrDefault(order.id().value(), ""), after -> {
            doubted.remove(order.id().value());
            boolean works = at.state() == OrderState.WORKING || at.state() == OrderState.PARTIALLY_FILLED;
            if (works && next.state() == OrderState.PENDING_CANCEL) {
                cancel(order.id());
            }
        });
    }

    private Entry onReplacementFound(DeskState state, DeskOrder replacement, Venue.Found at) {
        var original = replacement.replaces().orElseThrow();
        if (at.state() == OrderState.REJECTED) {
            return onReplaceRejected(state, new ExecutionReport.ReplaceRejected(original, NEVER_CAME));
        }
        var replaced = onReplaced(state, new ExecutionReport.Replaced(original, replacement.id()));
        return at.state().isFinal()
                // Once it has its place here, it is asked how it ended there.
                ? replaced.andThen(next -> inDoubt(next, replacement.id()))
                : replaced;
    }

    /** How a replacement is found that never came to be. */
    private static Venue.Found nothing() {
        return new Venue.Found(OrderState.REJECTED, Quantity.ZERO);
    }

    private static boolean isUnderWay(Venue.Found at) {
        return at.state() == OrderState.PENDING_NEW || at.state() == OrderState.PENDING_REPLACE;
    }

    /** The venue has the request, and what becomes of it is told, or found later: until then both orders stay as they are. */
    private Entry onUnderWay(DeskOrder replacement) {
        var id = replacement.id();
        shift.timers.startSingleTimer(id, new DeskNote.QueryAgain(id), Shift.PAUSE);
        return Entry.only(state -> confirmed(state, id));
    }

    private static DeskNote.NotHeard notYet(DeskOrder order) {
        return new DeskNote.NotHeard(order.id(), "the venue has it, and has not taken it yet");
    }

    /**
     * It is sent as if for the first time, unless it may have been over already, or the market has gone on too far. What
     * works in the place of another is never sent by itself: the other may have traded.
     */
    private Entry onUnheardOf(DeskOrder order) {
        var id = order.id();
        boolean rejected = doubted.containsKey(id.value());
        if (rejected
                || order.replaces().isPresent()
                || order.state() == OrderState.PENDING_CANCEL
                || !order.filled().isZero()) {
            var why = doubted.getOrDefault(id.value(), FORGOTTEN);
            return became(order, order.life().unheardOf(), why, after -> doubted.remove(id.value()));
        }
        boolean tooOld = shift.isLive()
                && shift.moment - order.ticket().atNanos()
                        > shift.settings.resendWithin().toNanos();
        if (tooOld) {
            shift.context
                    .getLog()
                    .warn(
                            "Order {} of {} never reached the venue and is too old to be sent",
                            id,
                            order.ticket().symbol());
            return refused(id, OrderDesk.Refusal.TOO_OLD);
        }
        return Entry.only(state -> send(state, id));
    }

    Entry onNotAllowed(DeskState state, DeskNote.NotAllowed refused) {
        isAnswered(refused.order());
        return switch (refused.why()) {
            case STALE_EXECUTOR -> {
                shift.standDown();
                yield Entry.nothing();
            }
            case HALTED -> {
                shift.letTheSwitchNotice();
                shift.takeBackWhatWaits();
                var order = state.order(refused.order());
                if (order.isEmpty() || order.get().state().isFinal()) {
                    yield Entry.only(next -> confirmed(next, refused.order()));
                }
                yield order.get().isReplacementToBe()
                        ? onReplaceRejected(
                                state,
                                new ExecutionReport.ReplaceRejected(
                                        order.get().replaces().orElseThrow(), OrderDesk.Refusal.HALTED.sentence()))
                        : refused(refused.order(), OrderDesk.Refusal.HALTED);
            }
        };
    }

    private Entry refused(ClientOrderId id, OrderDesk.Refusal why) {
        return Entry.of(new OrderDesk.OrderRefused(id, why), next -> {
            confirmed(next, id);
            desk.proposals().executed(next);
        });
    }

    Entry onOverdue(DeskState state, DeskNote.Overdue overdue) {
        if (!underWay.contains(overdue.order().value())) {
            return Entry.nothing();
        }
        return onNotHeard(
                state,
                new DeskNote.NotHeard(
                        overdue.order(),
                        "no answer for "
                                + shift.settings.upkeep().answerWithin().toSeconds() + " s"));
    }

    Entry onNotHeard(DeskState state, DeskNote.NotHeard lost) {
        shift.context.getLog().warn("What became of order {} is not known, querying: {}", lost.order(), lost.why());
        isAnswered(lost.order());
        int tries = unanswered.merge(lost.order().value(), 1, Integer::sum);
        var wait = Shift.PAUSE.multipliedBy(1L << Math.min(tries - 1, LONGEST_DOUBLING));
        shift.timers.startSingleTimer(lost.order(), new DeskNote.QueryAgain(lost.order()), wait);
        if (!shift.isLive()) {
            // Fills of an order that is lost would come at another moment of the market: it waits.
            shift.unconfirmed.add(lost.order());
        }
        var order = state.order(lost.order());
        boolean nothingKnown =
                order.filter(known -> known.state() == OrderState.INTENDED).isPresent();
        return nothingKnown
                ? Entry.of(new OrderDesk.OrderUncertain(lost.order()), desk.proposals()::executed)
                : Entry.nothing();
    }

    Entry onQueryAgain(DeskState state, DeskNote.QueryAgain again) {
        return Entry.only(next -> {
            if (state.open().containsKey(again.order().value())) {
                query(next, again.order());
            } else {
                confirmed(next, again.order());
            }
        });
    }

    // ---- what is known by now

    /** The event that an order's life went on by, if it did; then whatever else is to be done. */
    private Entry became(DeskOrder order, OrderLife next, String why, Consumer<DeskState> then) {
        var id = order.id();
        if (next.state() == order.state()) {
            return Entry.only(state -> {
                settled(state, id, next);
                then.accept(state);
            });
        }
        var event = event(order, next.state(), why);
        return Entry.of(event, state -> {
            if (event instanceof OrderDesk.OrderAccepted) {
                Failpoint.reached("order.acknowledged");
            }
            settled(state, id, next);
            then.accept(state);
        });
    }

    private static OrderDesk.Event event(DeskOrder order, OrderState next, String why) {
        return switch (next) {
            case WORKING, PARTIALLY_FILLED ->
                order.state() == OrderState.PENDING_CANCEL || order.state() == OrderState.PENDING_REPLACE
                        ? new OrderDesk.OrderKept(order.id(), why)
                        : new OrderDesk.OrderAccepted(order.id());
            case UNKNOWN -> new OrderDesk.OrderUncertain(order.id());
            case REJECTED, CANCELLED, EXPIRED, REPLACED -> new OrderDesk.OrderEnded(order.id(), next, why);
            case INTENDED, PENDING_NEW, PENDING_CANCEL, PENDING_REPLACE, FILLED ->
                throw new IllegalStateException("No word of a venue makes order " + order.id() + " " + next);
        };
    }

    private void settled(DeskState state, ClientOrderId id, OrderLife life) {
        if (life.state() != OrderState.UNKNOWN) {
            confirmed(state, id);
        }
        desk.proposals().executed(state);
    }

    private void inDoubt(DeskState state, ClientOrderId id) {
        if (!shift.isLive()) {
            shift.unconfirmed.add(id);
        }
        query(state, id);
    }

    private void isAnswered(ClientOrderId id) {
        underWay.remove(id.value());
        shift.timers.cancel(new DeskNote.Overdue(id));
    }

    private void confirmed(DeskState state, ClientOrderId id) {
        unanswered.remove(id.value());
        if (shift.unconfirmed.remove(id) && shift.unconfirmed.isEmpty()) {
            desk.reconciling().goOn(state);
        }
    }

    private static String why(ExecutionReport report) {
        return switch (report) {
            case ExecutionReport.Rejected rejected -> rejected.why();
            case ExecutionReport.CancelRejected refused -> refused.why();
            case ExecutionReport.ReplaceRejected refused -> refused.why();
            case ExecutionReport.Accepted _,
                    ExecutionReport.Traded _,
                    ExecutionReport.Cancelled _,
                    ExecutionReport.Expired _,
                    ExecutionReport.Replaced _ -> "";
        };
    }
}
