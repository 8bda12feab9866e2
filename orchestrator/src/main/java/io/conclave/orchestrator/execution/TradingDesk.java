package io.conclave.orchestrator.execution;

import io.conclave.orchestrator.execution.Shift.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The desk at work: hands each thing that is said to the part whose it is, and has the journal take down what that part
 * says. The parts share a {@link Shift} and find each other here.
 */
final class TradingDesk extends EventSourcedBehaviorWithEnforcedReplies<OrderDesk.Command, OrderDesk.Event, DeskState> {
    private final String run;
    private final Shift shift;
    private final Reconciling reconciling;
    private final Booking booking;
    private final Proposals proposals;
    private final Wishes wishes;
    private final Hearing hearing;
    private final Doorway doorway;
    private final Limiting limiting;
    private final HaltWatch haltWatch;
    private final BookWatch bookWatch;
    private final Renewing renewing;
    private final Closing closing;
    private final Linking linking;
    private final Naming naming;
    private final Trailing trailing;
    private final Docket docket = new Docket();

    static Behavior<OrderDesk.Command> create(
            String run, String account, DeskSettings settings, OrderDesk.Neighbours neighbours) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new TradingDesk(new Shift(context, timers, run, account, settings, neighbours))));
    }

    private TradingDesk(Shift shift) {
        super(
                PersistenceId.of(OrderDesk.TYPE.name(), shift.run + ":" + shift.account),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.1));
        this.run = shift.run;
        this.shift = shift;
        this.reconciling = new Reconciling(this, shift);
        this.booking = new Booking(this, shift);
        this.proposals = new Proposals(this, shift);
        this.wishes = new Wishes(this, shift);
        this.hearing = new Hearing(this, shift);
        this.doorway = new Doorway(shift);
        this.limiting = new Limiting(this, shift);
        this.haltWatch = new HaltWatch(shift);
        this.bookWatch = new BookWatch(this, shift);
        this.renewing = new Renewing(this, shift);
        this.closing = new Closing(this, shift);
        this.linking = new Linking(this, shift);
        this.naming = new Naming(this, shift);
        this.trailing = new Trailing(this, shift);
    }

    Reconciling reconciling() {
        return reconciling;
    }

    Booking booking() {
        return booking;
    }

    Proposals proposals() {
        return proposals;
    }

    Wishes wishes() {
        return wishes;
    }

    Linking linking() {
        return linking;
    }

    Hearing hearing() {
        return hearing;
    }

    BookWatch bookWatch() {
        return bookWatch;
    }

    Doorway doorway() {
        return doorway;
    }

    @Override
    public DeskState emptyState() {
        return DeskState.empty();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }

    @Override
    public SnapshotAdapter<DeskState> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(DeskState state) {
                return state;
            }

            @Override
            public DeskState fromJournal(Object from) {
                return from instanceof OlderDeskState older ? older.asNow() : (DeskState) from;
            }
        };
    }

    @Override
    public Set<String> tagsFor(OrderDesk.Event event) {
        return Set.of(run);
    }

    // ---- commands
    @Override
    public CommandHandlerWithReply<OrderDesk.Command, OrderDesk.Event, DeskState> commandHandler() {
        return (state, command) -> command instanceof DeskNote.TakeDown ? takenDown() : decided(state, command);
    }

    private ReplyEffect<OrderDesk.Event, DeskState> decided(DeskState journalled, OrderDesk.Command command) {
        var before = docket.ahead(journalled);
        var entry = entry(before, command);
        if (entry.events().isEmpty() && docket.areEmpty()) {
            return journalled(List.of(entry));
        }
        var after = before;
        for (var event : entry.events()) {
            after = after.apply(event);
        }
        for (var event : entry.events()) {
            doorway.after(event, after);
        }
        boolean isFirst = docket.areEmpty();
        docket.add(entry, after);
        if (!shift.isLive() || docket.areFull()) {
            return takenDown();
        }
        if (isFirst) {
            shift.context.getSelf().tell(new DeskNote.TakeDown());
        }
        return Effect().noReply();
    }

    /** Nothing, if a full page was taken down before, or the account was lost since. */
    private ReplyEffect<OrderDesk.Event, DeskState> takenDown() {
        if (shift.stage == Stage.STOOD_DOWN) {
            docket.forget();
        }
        return journalled(docket.takeAll());
    }

    private ReplyEffect<OrderDesk.Event, DeskState> journalled(List<Entry> entries) {
        var events = entries.stream().flatMap(entry -> entry.events().stream()).toList();
        var journalled = events.isEmpty() ? Effect().none() : Effect().persist(events);
        return journalled
                .thenRun((DeskState next) -> entries.forEach(entry -> {
                    entry.then().accept(next);
                    linking.happened(next, entry.events());
                }))
                .thenNoReply();
    }

    private Entry entry(DeskState state, OrderDesk.Command command) {
        return switch (command) {
            case OrderDesk.GetOrder get ->
                Entry.only(now -> get.replyTo()
                        .tell(new OrderDesk.Known(
                                now.order(get.order()), OrderTies.of(now, shift.account, get.order()))));
            case OrderDesk.GetOrders get -> Entry.only(now -> get.replyTo().tell(Wishes.page(now, get)));
            case OrderDesk.GetStanding get -> Entry.only(now -> get.replyTo().tell(limiting.standing(now)));
            case OrderDesk.ChangeLimits change -> limiting.onChange(state, change);
            case OrderDesk.Renew renew -> renewing.onRenew(state, renew);
            case OrderDesk.Close close -> closing.onClose(close);
            case OrderDesk.Place place ->
                naming.ifFree(state, List.of(place.wish()), place.replyTo()::tell, now -> wishes.onPlace(now, place));
            case OrderDesk.PlaceEither place ->
                naming.ifFree(
                        state,
                        List.of(place.one(), place.other()),
                        place.replyTo()::tell,
                        now -> linking.onPlaceEither(now, place));
            case OrderDesk.PlaceBracket place ->
                naming.ifFree(
                        state,
                        List.of(place.parent()),
                        place.replyTo()::tell,
                        now -> linking.onPlaceBracket(now, place));
            case OrderDesk.PlaceTrailing place ->
                naming.ifFree(
                        state,
                        List.of(place.stop()),
                        place.replyTo()::tell,
                        now -> linking.onPlaceTrailing(now, place));
            case OrderDesk.Try question -> wishes.onTry(state, question);
            case OrderDesk.Replace replace ->
                naming.ifFree(
                        state, List.of(replace.wish()), replace.replyTo()::tell, now -> wishes.onReplace(now, replace));
            case OrderDesk.Command late
            when shift.stage == Stage.STOOD_DOWN -> {
                shift.context.getLog().debug("The account is another's, so this is left alone: {}", late);
                yield Entry.nothing();
            }
            case OrderDesk.Cancel cancel -> wishes.onCancel(state, cancel);
            case OrderDesk.CancelAll all -> wishes.onCancelAll(state, all);
            case OrderDesk.Advance next -> booking.onAdvance(next);
            case OrderDesk.Execute execute -> proposals.onExecute(state, execute);
            case DeskNote note -> entry(state, note);
        };
    }

    private Entry entry(DeskState state, DeskNote note) {
        return switch (note) {
            case DeskNote.TakeDown _ -> Entry.nothing();
            case DeskNote.TakenOver taken -> reconciling.onTakenOver(taken);
            case DeskNote.NotTakenOver lost -> reconciling.onNotTakenOver(lost);
            case DeskNote.TakeOverAgain _ -> reconciling.onTakeOverAgain();
            case DeskNote.Stated stated -> reconciling.onStated(state, stated);
            case DeskNote.Compared compared -> reconciling.onCompared(compared);
            case DeskNote.NotChecked lost -> reconciling.onNotChecked(lost);
            case DeskNote.CheckAgain _ -> reconciling.onCheckAgain();
            case DeskNote.DifferenceHalted halted -> reconciling.onDifferenceHalted(halted);
            case DeskNote.HaltSeen seen -> reconciling.onHaltSeen(seen);
            case DeskNote.LookForHalt _ -> haltWatch.onLook();
            case DeskNote.RowSeen seen -> haltWatch.onSeen(state, seen.row());
            case DeskNote.RowUnseen unseen -> haltWatch.onUnseen(unseen);
            case DeskNote.LookAtBooks _ -> bookWatch.onLook(state);
            case DeskNote.BooksSeen seen -> bookWatch.onSeen(state, seen.glance());
            case DeskNote.BooksUnseen unseen -> bookWatch.onUnseen(unseen);
            case DeskNote.NamesSeen seen -> naming.onSeen(state, seen);
            case DeskNote.NamesUnseen unseen -> naming.onUnseen(unseen);
            case DeskNote.NotRenewed _ -> renewing.onNotRenewed(state);
            case DeskNote.LookWhatWaits _ -> closing.onLook(state);
            case DeskNote.CloseAnyway _ -> closing.onCloseAnyway(state);
            case DeskNote.SendNow now -> hearing.onSendNow(state, now);
            case DeskNote.AccountLost _ -> {
                shift.standDown();
                yield Entry.nothing();
            }
            case DeskNote.HaltRead read -> proposals.onHaltRead(state, read);
            case DeskNote.HaltUnread unread -> proposals.onHaltUnread(state, unread);
            case DeskNote.RiskRead read -> proposals.onRiskRead(state, read);
            case DeskNote.AskHaltAgain _ -> proposals.onAskHaltAgain();
            case DeskNote.AskRiskAgain again -> proposals.onAskRiskAgain(again);
            case DeskNote.Heard heard -> hearing.onHeard(state, heard.report());
            case DeskNote.Answered answered -> hearing.onAnswered(state, answered);
            case DeskNote.Found found -> hearing.onFound(state, found);
            case DeskNote.NotHeard lost -> hearing.onNotHeard(state, lost);
            case DeskNote.NotAllowed refused -> hearing.onNotAllowed(state, refused);
            case DeskNote.Overdue overdue -> hearing.onOverdue(state, overdue);
            case DeskNote.QueryAgain again -> hearing.onQueryAgain(state, again);
            case DeskNote.FollowLinks _ -> linking.onFollow(state);
            case DeskNote.Priced priced -> trailing.onPriced(state, priced.prices());
            case DeskNote.Traded traded -> booking.onTraded(state, traded);
            case DeskNote.VenueSilent silent -> booking.onVenueSilent(silent);
            case DeskNote.AskWhatTradedAgain _ -> booking.onAskWhatTradedAgain();
            case DeskNote.Booked booked -> booking.onBooked(state, booked);
            case DeskNote.NotBooked lost -> booking.onNotBooked(lost);
        };
    }

    // ---- events
    @Override
    public EventHandler<DeskState, OrderDesk.Event> eventHandler() {
        return DeskState::apply;
    }

    @Override
    public SignalHandler<DeskState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::resume)
                .build();
    }

    private void resume(DeskState state) {
        if (shift.stage == Stage.STOOD_DOWN) {
            return;
        }
        docket.forget();
        hearing.resume();
        proposals.resume();
        reconciling.resume(state);
        haltWatch.begin();
        bookWatch.begin();
        renewing.resume(state);
    }
}
