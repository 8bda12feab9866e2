package io.conclave.orchestrator.execution;

import io.conclave.agents.Agent;
import io.conclave.agents.Journaled;
import io.conclave.agents.RiskQuestion;
import io.conclave.agents.Wire;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Order;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.failpoint.Failpoint;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.riskgate.GateFacts;
import io.conclave.orchestrator.riskgate.Veto;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Takes an account's proposals through the risk gate to the venue, and its fills to the books.
 *
 * <p>Told by: the conductor. Tells: the risk agent and the kill switch (before a ruling), the trading gate and the venue
 * (after the intent is journalled), the ledger (fills). Proposals of one moment are ruled in symbol order, each seeing
 * the exposure those before it reserved.
 *
 * <p>Born, it takes the account over, asks the venue about every order whose fate is open, and holds the books against
 * the venue's; until they agree nothing is sent. An order that the venue never heard of is claimed anew before it is sent
 * again. When another executor has taken the account over, it stands down: the journal is that one's now.
 */
public final class OrderDesk
        extends EventSourcedBehaviorWithEnforcedReplies<OrderDesk.Command, OrderDesk.Event, DeskState> {

    /** Where to find the desks; entity ids are {@code run:account}. */
    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "OrderDesk");

    // ---- protocol
    public sealed interface Command extends Wire {}

    /** Bring in everything that traded up to a moment, and post it. */
    public record Advance(long toNanos, ActorRef<Advanced> replyTo) implements Command {}

    /** Every instrument's latest report, after all fills up to the moment are in the books. */
    public record Advanced(SortedMap<Symbol, DeskReport> reports) implements Wire {
        public Advanced {
            reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
        }
    }

    /** Rule on all proposals of a moment and send what is left of them. */
    public record Execute(long asOfNanos, List<Proposal> proposals, AccountSnapshot account, ActorRef<Executed> replyTo)
            implements Command {}

    /** Every order of the moment is with the venue, or known not to be. */
    public record Executed(long asOfNanos) implements Wire {}

    /**
     * Published on the event stream when another executor has taken the account over: this desk journals and sends
     * nothing any more, and its node should end.
     *
     * @param why one sentence for people
     */
    public record StoodDown(String run, String account, long epoch, String why) {}

    /** Why an order was not sent though the gate for risk had let it pass. */
    public enum Refusal {
        /** Somebody halted the account since. */
        HALTED,
        /** It never reached the venue, and the market has gone on since it was decided. */
        TOO_OLD
    }

    /**
     * Published on the event stream when the books were held against the venue's, after each start.
     *
     * @param difference why trading is halted; absent when they agree
     */
    public record Reconciled(String run, String account, Optional<String> difference) {}

    public record GetOrders(ActorRef<Orders> replyTo) implements Command {}

    public record Orders(List<Order> open) implements Wire {}

    private record TakenOver(long epoch) implements Command {}

    private record NotTakenOver(String why) implements Command {}

    private record TakeOverAgain() implements Command {}

    private record Stated(Venue.Statement statement, List<Fill> posted) implements Command {}

    private record Compared(Optional<String> difference, long epoch) implements Command {}

    private record NotChecked(String why) implements Command {}

    private record CheckAgain() implements Command {}

    private record DifferenceHalted(String difference) implements Command {}

    private record HaltSeen(boolean halted) implements Command {}

    private record HaltRead(KillSwitch.Position position) implements Command {}

    private record HaltUnread(String why) implements Command {}

    private record RiskRead(DecisionId decision, Agent.RiskAnswer answer) implements Command {}

    private record AskHaltAgain() implements Command {}

    private record AskAgain(Proposal proposal) implements Command {}

    private record Heard(ExecutionReport report) implements Command {}

    private record Found(ClientOrderId order, Venue.Finding finding) implements Command {}

    private record QueryAgain(ClientOrderId order) implements Command {}

    private record NotHeard(ClientOrderId order, String why) implements Command {}

    private record NotAllowed(ClientOrderId order, TradingGate.Refusal why) implements Command {}

    private record Traded(List<Fill> fills) implements Command {}

    /** Another executor has it. */
    private record AccountLost() implements Command {}

    private record VenueSilent(String why) implements Command {}

    private record Booked(Ledger.Posted posted) implements Command {}

    private record NotBooked(String why) implements Command {}

    // ---- journal
    public sealed interface Event extends Journaled {}

    /**
     * The gate has ruled.
     *
     * @param asked the target proposed
     * @param allowed the target left
     * @param intents what will be sent, none or one
     */
    public record ProposalRuled(
            DecisionId decision,
            Fraction asked,
            GateFacts facts,
            Fraction allowed,
            List<Veto> vetoes,
            List<OrderIntent> intents)
            implements Event {}

    /** The round proposed nothing: the position stays, nothing is sent. */
    public record NothingProposed(DecisionId decision) implements Event {}

    public record OrderAccepted(ClientOrderId order) implements Event {}

    /** The venue refused it. */
    public record OrderRejected(ClientOrderId order) implements Event {}

    /** The venue's answer was lost: the order is queried until its fate is known. */
    public record OrderUncertain(ClientOrderId order) implements Event {}

    public record OrderFilled(Fill fill) implements Event {}

    /** The ledger has confirmed these fills. */
    public record FillsBooked(List<String> fillIds) implements Event {}

    /** It was never sent, and will not be. */
    public record OrderRefused(ClientOrderId order, Refusal why) implements Event {}

    /**
     * The books and the venue's do not agree, and trading was halted for it.
     *
     * @param difference everything that does not, for people
     * @param atNanos the moment of the market that was looked at
     */
    public record NotReconciled(String difference, long atNanos) implements Event {}

    // ---- birth
    /**
     * Those the desk talks to.
     *
     * @param nanos a clock that only tells how long something took
     * @param executor what this node calls itself when it takes the account over
     */
    public record Neighbours(
            RecipientRef<Ledger.Command> ledger,
            RecipientRef<KillSwitch.Command> killSwitch,
            Function<Symbol, RecipientRef<Agent.Command>> riskAgent,
            Function<Symbol, Instrument> instrument,
            Venue venue,
            TradingGate gate,
            FillHistory fills,
            LongSupplier nanos,
            String executor) {}

    private static final Duration NEIGHBOURLY = Duration.ofSeconds(20);
    private static final Duration BEFORE_QUERY = Duration.ofSeconds(1);
    private static final int LONGEST_DOUBLING = 5;
    private static final long NO_MOMENT = Long.MIN_VALUE;
    private static final String RECONCILIATION = "reconciliation";

    /** How far the desk has come since it was born, or since the journal failed it. */
    private enum Stage {
        /** Waiting for the account, and for a moment of the market. */
        BORN,
        /** The venue is being asked about open orders. */
        ASKING,
        /** The books are being held against the venue's. */
        CHECKING,
        /** They agree: it trades. */
        TRADING,
        /** They do not: trading is halted; rounds go on. */
        HELD,
        /** The account is another's. */
        STOOD_DOWN
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final String run;
    private final String account;
    private final DeskSettings settings;
    private final Neighbours neighbours;

    /** What one {@link Execute} still waits for; lost in a crash, when the conductor asks again. */
    private @Nullable Execution execution;

    private @Nullable Advance advance;

    /**
     * Orders whose fate must be known before the next fills are taken in: those of before a restart; in virtual time all
     * whose answer was lost.
     */
    private final Set<ClientOrderId> unconfirmed = new LinkedHashSet<>();

    /** How often an order's fate was asked for in vain. */
    private final SortedMap<String, Integer> unanswered = new TreeMap<>();

    private final Sending sending;
    private Stage stage = Stage.BORN;

    /** By which the gate knows this desk; 0 until the account is taken over. */
    private long epoch;

    /** The latest closing anybody spoke of. */
    private long moment = NO_MOMENT;

    /** What the venue said of the account while {@link Stage#CHECKING}. */
    private Venue.@Nullable Statement statement;

    /** What came before the desk was ready. */
    private @Nullable Execute postponed;

    public static Behavior<Command> create(String run, String account, DeskSettings settings, Neighbours neighbours) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new OrderDesk(context, timers, run, account, settings, neighbours)));
    }

    private OrderDesk(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String run,
            String account,
            DeskSettings settings,
            Neighbours neighbours) {
        super(
                PersistenceId.of(TYPE.name(), run + ":" + account),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.1));
        this.context = context;
        this.timers = timers;
        this.run = run;
        this.account = account;
        this.settings = settings;
        this.neighbours = neighbours;
        this.sending = new Sending(neighbours, settings.pace(), run, account);
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
    public Set<String> tagsFor(Event event) {
        return Set.of(run);
    }

    // ---- commands
    @Override
    public CommandHandlerWithReply<Command, Event, DeskState> commandHandler() {
        return (state, command) -> switch (command) {
            case GetOrders get ->
                Effect()
                        .reply(
                                get.replyTo(),
                                new Orders(List.copyOf(state.open().values())));
            case Command late
            when stage == Stage.STOOD_DOWN -> {
                context.getLog().debug("The account is another's, so this is left alone: {}", late);
                yield Effect().noReply();
            }
            case TakenOver taken -> onTakenOver(taken);
            case NotTakenOver lost -> onNotTakenOver(lost);
            case TakeOverAgain _ -> onTakeOverAgain();
            case Stated stated -> onStated(state, stated);
            case Compared compared -> onCompared(compared);
            case NotChecked lost -> onNotChecked(lost);
            case CheckAgain _ -> onCheckAgain();
            case DifferenceHalted halted -> onDifferenceHalted(halted);
            case HaltSeen seen -> onHaltSeen(seen);
            case Advance next -> onAdvance(next);
            case AccountLost _ -> standDown();
            case Traded traded -> onTraded(state, traded);
            case VenueSilent silent -> onVenueSilent(silent);
            case Booked booked -> onBooked(state, booked);
            case NotBooked lost -> onNotBooked(state, lost);
            case Execute execute -> onExecute(state, execute);
            case HaltRead read -> onHaltRead(state, read.position().halted());
            case HaltUnread unread -> onHaltUnread(state, unread);
            case RiskRead read -> onRiskRead(state, read);
            case AskAgain again -> onAskAgain(again);
            case AskHaltAgain _ -> onAskHaltAgain();
            case Heard heard -> onHeard(state, heard);
            case Found found -> onFound(state, found);
            case NotAllowed refused -> onNotAllowed(state, refused);
            case NotHeard lost -> onNotHeard(state, lost);
            case QueryAgain again -> onQueryAgain(state, again);
        };
    }

    // the account taken over, the books held against the venue's

    private void takeOver() {
        context.pipeToSelf(
                neighbours.gate().takeOver(run, account, neighbours.executor()),
                (taken, fault) -> fault == null ? new TakenOver(taken) : new NotTakenOver(fault.toString()));
    }

    private ReplyEffect<Event, DeskState> onTakenOver(TakenOver taken) {
        context.getLog().info("Executor {} of {} for run {}: {}", taken.epoch(), account, run, neighbours.executor());
        epoch = taken.epoch();
        goOn();
        return Effect().noReply();
    }

    private ReplyEffect<Event, DeskState> onNotTakenOver(NotTakenOver lost) {
        context.getLog().warn("The account {} cannot be taken over, trying again: {}", account, lost.why());
        timers.startSingleTimer(new TakeOverAgain(), BEFORE_QUERY);
        return Effect().noReply();
    }

    private ReplyEffect<Event, DeskState> onTakeOverAgain() {
        takeOver();
        return Effect().noReply();
    }

    /** Takes the next step towards trading; once there, what has waited for it. */
    private void goOn() {
        if (epoch == 0 || moment == NO_MOMENT) {
            return;
        }
        if (stage == Stage.BORN) {
            stage = Stage.ASKING;
            List.copyOf(unconfirmed).forEach(this::query);
        }
        if (!unconfirmed.isEmpty()) {
            return;
        }
        switch (stage) {
            case ASKING -> check();
            case TRADING -> goOnWithWork();
            case HELD -> askWhetherStillHalted();
            case BORN, CHECKING, STOOD_DOWN -> {}
        }
    }

    private void goOnWithWork() {
        if (advance != null) {
            askWhatTraded(advance);
        }
        if (postponed != null) {
            context.getSelf().tell(postponed);
            postponed = null;
        }
    }

    private void check() {
        stage = Stage.CHECKING;
        var told = neighbours
                .venue()
                .statement(moment)
                .thenCombine(neighbours.fills().posted(run, account), Stated::new);
        context.pipeToSelf(told, (stated, fault) -> fault == null ? stated : new NotChecked(fault.toString()));
    }

    private ReplyEffect<Event, DeskState> onStated(DeskState state, Stated stated) {
        statement = stated.statement();
        var known = new TreeSet<>(state.seenFills().ids());
        stated.posted().forEach(fill -> known.add(fill.id()));
        state.unbooked().forEach(fill -> known.add(fill.id()));
        return takeIn(state, Reconciliation.missed(stated.statement().fills(), moment, known));
    }

    private void compare(DeskState state, Venue.Statement told) {
        CompletionStage<AccountSnapshot> books = AskPattern.ask(
                neighbours.ledger(),
                Ledger.GetSnapshot::new,
                NEIGHBOURLY,
                context.getSystem().scheduler());
        var open = new TreeSet<>(state.open().keySet());
        var gate = neighbours.gate();
        var compared = books.thenCompose(stored -> neighbours
                        .fills()
                        .posted(run, account)
                        .thenCombine(
                                gate.claimed(run, account, Reconciliation.ordersOf(told)),
                                (posted, claimed) ->
                                        new Reconciliation(told, claimed, open, stored.portfolio(), posted)))
                .thenCombine(
                        gate.standing(run, account),
                        (reconciliation, standing) -> new Compared(
                                reconciliation.difference(),
                                standing.map(HaltRow.Standing::epoch).orElse(0L)));
        context.pipeToSelf(compared, (done, fault) -> fault == null ? done : new NotChecked(fault.toString()));
    }

    private ReplyEffect<Event, DeskState> onCompared(Compared compared) {
        if (stage != Stage.CHECKING) {
            return Effect().noReply();
        }
        statement = null;
        if (compared.epoch() != epoch) {
            return standDown();
        }
        if (compared.difference().isEmpty()) {
            stage = Stage.TRADING;
            publish(new Reconciled(run, account, Optional.empty()));
            goOnWithWork();
            return Effect().noReply();
        }
        var difference = compared.difference().get();
        context.pipeToSelf(
                neighbours.gate().halt(run, account, difference, RECONCILIATION, moment),
                (halted, fault) -> fault == null ? new DifferenceHalted(difference) : new NotChecked(fault.toString()));
        return Effect().noReply();
    }

    private ReplyEffect<Event, DeskState> onDifferenceHalted(DifferenceHalted halted) {
        stage = Stage.HELD;
        context.getLog()
                .error(
                        "Trading of {} in run {} is halted until somebody has looked: {}",
                        account,
                        run,
                        halted.difference());
        publish(new Reconciled(run, account, Optional.of(halted.difference())));
        return Effect()
                .persist((Event) new NotReconciled(halted.difference(), moment))
                .thenRun(() -> {
                    letTheSwitchNotice();
                    goOnWithWork();
                })
                .thenNoReply();
    }

    private ReplyEffect<Event, DeskState> onNotChecked(NotChecked lost) {
        context.getLog().warn("The books cannot be held against the venue's, trying again: {}", lost.why());
        timers.startSingleTimer(new CheckAgain(), BEFORE_QUERY);
        return Effect().noReply();
    }

    private ReplyEffect<Event, DeskState> onCheckAgain() {
        if (stage == Stage.CHECKING) {
            stage = Stage.ASKING;
            goOn();
        }
        return Effect().noReply();
    }

    /** Somebody who lifts the halt says that the books are right now, which is looked at. */
    private void askWhetherStillHalted() {
        context.pipeToSelf(
                neighbours.gate().standing(run, account),
                (standing, fault) -> new HaltSeen(
                        fault != null || standing.map(HaltRow.Standing::halted).orElse(false)));
    }

    private ReplyEffect<Event, DeskState> onHaltSeen(HaltSeen seen) {
        if (stage == Stage.HELD && !seen.halted()) {
            stage = Stage.ASKING;
            goOn();
        } else if (stage == Stage.HELD) {
            goOnWithWork();
        }
        return Effect().noReply();
    }

    private ReplyEffect<Event, DeskState> standDown() {
        stage = Stage.STOOD_DOWN;
        var why = "Another executor has taken over the account " + account + " of run " + run + ": executor " + epoch
                + " (" + neighbours.executor() + ") sends nothing any more";
        context.getLog().error(why);
        publish(new StoodDown(run, account, epoch, why));
        return Effect().noReply();
    }

    private <T> void publish(T happened) {
        context.getSystem().eventStream().tell(new EventStream.Publish<>(happened));
    }

    /** The switch mirrors the gate's row into the journal when it is looked at. */
    private void letTheSwitchNotice() {
        neighbours.killSwitch().tell(new KillSwitch.Read(context.getSystem().ignoreRef()));
    }

    // fills in, and to the books

    private ReplyEffect<Event, DeskState> onAdvance(Advance next) {
        advance = next;
        moment = Math.max(moment, next.toNanos());
        goOn();
        return Effect().noReply();
    }

    private void askWhatTraded(Advance next) {
        var traded = neighbours
                .gate()
                .standing(run, account)
                .thenCompose(standing -> isOurs(standing)
                        ? neighbours.venue().fillsUpTo(next.toNanos()).<Command>thenApply(Traded::new)
                        : CompletableFuture.completedStage(new AccountLost()));
        context.pipeToSelf(traded, (learnt, fault) -> fault == null ? learnt : new VenueSilent(fault.toString()));
    }

    private boolean isOurs(Optional<HaltRow.Standing> standing) {
        return standing.map(row -> row.epoch() == epoch).orElse(false);
    }

    private ReplyEffect<Event, DeskState> onTraded(DeskState state, Traded traded) {
        var known = new TreeSet<>(state.seenFills().ids());
        return takeIn(state, Reconciliation.missed(traded.fills(), Long.MAX_VALUE, known));
    }

    private ReplyEffect<Event, DeskState> takeIn(DeskState state, List<Fill> fills) {
        if (fills.isEmpty()) {
            return book(state);
        }
        var fresh = fills.stream().<Event>map(OrderFilled::new).toList();
        return Effect()
                .persist(fresh)
                .thenRun((DeskState next) -> {
                    Failpoint.reached("order.filled");
                    askToBook(next);
                })
                .thenNoReply();
    }

    private ReplyEffect<Event, DeskState> book(DeskState state) {
        askToBook(state);
        return Effect().noReply();
    }

    private void askToBook(DeskState state) {
        if (state.unbooked().isEmpty()) {
            booksAreUp(state);
            return;
        }
        context.ask(
                Ledger.Posted.class,
                neighbours.ledger(),
                NEIGHBOURLY,
                replyTo -> new Ledger.Post(state.unbooked(), replyTo),
                (posted, fault) -> fault == null ? new Booked(posted) : new NotBooked(fault.toString()));
    }

    private ReplyEffect<Event, DeskState> onBooked(DeskState state, Booked booked) {
        var ids = booked.posted().fillIds();
        boolean known = state.unbooked().stream().anyMatch(fill -> ids.contains(fill.id()));
        if (!known) {
            return Effect().noReply();
        }
        return Effect()
                .persist((Event) new FillsBooked(ids))
                .thenRun((DeskState next) -> {
                    Failpoint.reached("order.booked");
                    booksAreUp(next);
                })
                .thenNoReply();
    }

    private ReplyEffect<Event, DeskState> onNotBooked(DeskState state, NotBooked lost) {
        context.getLog().warn("The ledger has not confirmed fills, asking again: {}", lost.why());
        askToBook(state);
        return Effect().noReply();
    }

    private ReplyEffect<Event, DeskState> onVenueSilent(VenueSilent silent) {
        // The conductor's ask runs out and it comes again; nothing is guessed meanwhile.
        context.getLog().warn("The venue does not say what traded: {}", silent.why());
        return Effect().noReply();
    }

    private void booksAreUp(DeskState state) {
        var told = statement;
        if (told != null && state.unbooked().isEmpty()) {
            compare(state, told);
            return;
        }
        var waiting = advance;
        if (waiting != null && state.unbooked().isEmpty()) {
            advance = null;
            waiting.replyTo().tell(new Advanced(state.latest()));
        }
    }

    // proposals to the gate

    private ReplyEffect<Event, DeskState> onExecute(DeskState state, Execute execute) {
        if (stage != Stage.TRADING && stage != Stage.HELD) {
            postponed = execute;
            moment = Math.max(moment, execute.asOfNanos());
            goOn();
            return Effect().noReply();
        }
        var open = execute.proposals().stream()
                .filter(proposal -> !state.hasRuledOn(proposal.decision()))
                .sorted(Comparator.comparing(Proposal::decision))
                .toList();
        if (execution != null && execution.execute.asOfNanos() == execute.asOfNanos()) {
            execution.replyTo = execute.replyTo();
            return Effect().noReply();
        }
        execution = new Execution(execute, open);
        if (open.isEmpty()) {
            executed(state);
            return Effect().noReply();
        }
        if (stage == Stage.HELD) {
            context.getSelf().tell(new HaltRead(new KillSwitch.Position(true, Optional.of(RECONCILIATION))));
        } else {
            askHalt();
        }
        open.stream().filter(Execution::needsRisk).forEach(this::askRisk);
        return Effect().noReply();
    }

    private void askHalt() {
        context.ask(
                KillSwitch.Position.class,
                neighbours.killSwitch(),
                NEIGHBOURLY,
                KillSwitch.Read::new,
                (position, fault) -> fault == null ? new HaltRead(position) : new HaltUnread(fault.toString()));
    }

    private void askRisk(Proposal proposal) {
        var question = new RiskQuestion(proposal.decision(), proposal.verdict().target());
        context.ask(
                Agent.RiskAnswer.class,
                neighbours.riskAgent().apply(proposal.decision().symbol()),
                NEIGHBOURLY,
                replyTo -> new Agent.AskRisk(question, replyTo),
                (answer, fault) -> new RiskRead(
                        proposal.decision(),
                        fault == null ? answer : new Agent.Unmeasured(proposal.decision(), fault.toString())));
    }

    private ReplyEffect<Event, DeskState> onHaltRead(DeskState state, boolean halted) {
        if (execution == null) {
            return Effect().noReply();
        }
        execution.halted = Optional.of(halted);
        return ruleWhenComplete(state);
    }

    /** A switch that nobody can read counts as engaged, once asking again has not helped. */
    private ReplyEffect<Event, DeskState> onHaltUnread(DeskState state, HaltUnread unread) {
        context.getLog().warn("The kill switch does not answer: {}", unread.why());
        if (execution == null || askAgainLater(execution, "kill switch", new AskHaltAgain())) {
            return Effect().noReply();
        }
        return onHaltRead(state, true);
    }

    private ReplyEffect<Event, DeskState> onRiskRead(DeskState state, RiskRead read) {
        if (execution == null) {
            return Effect().noReply();
        }
        switch (read.answer()) {
            case Agent.Measured measured -> execution.risk.put(read.decision(), Optional.of(measured.assessment()));
            case Agent.Unmeasured unmeasured -> {
                context.getLog().warn("The risk of {} is not known: {}", read.decision(), unmeasured.why());
                var proposal = execution.proposal(read.decision());
                if (proposal.isEmpty()
                        || askAgainLater(execution, read.decision().toString(), new AskAgain(proposal.get()))) {
                    return Effect().noReply();
                }
                execution.risk.put(read.decision(), Optional.empty());
            }
        }
        return ruleWhenComplete(state);
    }

    /** In virtual time a silent neighbour is asked again, up to a bound; live it is not waited for. */
    private boolean askAgainLater(Execution current, String whom, Command again) {
        return switch (settings.pace()) {
            case Pace.Live _ -> false;
            case Pace.Virtual virtual -> {
                int asked = current.asked.merge(whom, 1, Integer::sum);
                if (asked < virtual.attempts()) {
                    timers.startSingleTimer(whom, again, virtual.pause());
                }
                yield asked < virtual.attempts();
            }
        };
    }

    private ReplyEffect<Event, DeskState> onAskAgain(AskAgain again) {
        askRisk(again.proposal());
        return Effect().noReply();
    }

    private ReplyEffect<Event, DeskState> onAskHaltAgain() {
        askHalt();
        return Effect().noReply();
    }

    private ReplyEffect<Event, DeskState> ruleWhenComplete(DeskState state) {
        if (execution == null || execution.ruled || !execution.isComplete()) {
            return Effect().noReply();
        }
        execution.ruled = true;
        var rulings = new Rulings(account, settings, neighbours.instrument()).on(execution, state);
        var intents = intents(rulings);
        if (!intents.isEmpty()) {
            Failpoint.reached("order.ruled");
        }
        return Effect()
                .persist(rulings)
                .thenRun((DeskState next) -> send(next, intents))
                .thenNoReply();
    }

    private static List<OrderIntent> intents(List<Event> rulings) {
        return rulings.stream()
                .filter(ProposalRuled.class::isInstance)
                .flatMap(ruled -> ((ProposalRuled) ruled).intents().stream())
                .toList();
    }

    // orders to the venue

    private void send(DeskState state, List<OrderIntent> intents) {
        if (!intents.isEmpty()) {
            Failpoint.reached("order.intent-journalled");
        }
        intents.forEach(this::send);
        executed(state);
    }

    private void send(OrderIntent intent) {
        context.pipeToSelf(sending.send(epoch, OrderTicket.of(intent)), (outcome, fault) -> {
            if (fault != null) {
                return new NotHeard(intent.id(), fault.toString());
            }
            return switch (outcome) {
                case Sending.Answered answered -> new Heard(answered.report());
                case Sending.NotAllowed refused -> new NotAllowed(intent.id(), refused.why());
            };
        });
    }

    private void query(ClientOrderId order) {
        context.pipeToSelf(
                neighbours.venue().query(order),
                (finding, fault) -> fault == null ? new Found(order, finding) : new NotHeard(order, fault.toString()));
    }

    private ReplyEffect<Event, DeskState> onHeard(DeskState state, Heard heard) {
        var id = heard.report().order();
        return heard.report() instanceof ExecutionReport.Rejected ? onRejected(state, id) : onAccepted(state, id);
    }

    private ReplyEffect<Event, DeskState> onFound(DeskState state, Found found) {
        var order = state.open().get(found.order().value());
        return switch (found.finding()) {
            case Venue.Found at when at.state() == OrderState.REJECTED -> onRejected(state, found.order());
            case Venue.Found _ -> onAccepted(state, found.order());
            case Venue.UnheardOf _ when order == null -> onAccepted(state, found.order());
            case Venue.UnheardOf _ -> onUnheardOf(order.intent());
        };
    }

    private ReplyEffect<Event, DeskState> onRejected(DeskState state, ClientOrderId id) {
        return state.open().containsKey(id.value()) ? ended(new OrderRejected(id), id) : onAccepted(state, id);
    }

    private ReplyEffect<Event, DeskState> onAccepted(DeskState state, ClientOrderId id) {
        var order = state.open().get(id.value());
        if (order == null || order.state() == OrderState.WORKING) {
            confirmed(id);
            executed(state);
            return Effect().noReply();
        }
        return ended(new OrderAccepted(id), id);
    }

    /** The desk knows what became of an order, and says so. */
    private ReplyEffect<Event, DeskState> ended(Event event, ClientOrderId order) {
        return Effect()
                .persist(event)
                .thenRun((DeskState next) -> {
                    if (event instanceof OrderAccepted) {
                        Failpoint.reached("order.acknowledged");
                    }
                    confirmed(order);
                    executed(next);
                })
                .thenNoReply();
    }

    /** It is sent as if for the first time, unless the market has gone on too far. */
    private ReplyEffect<Event, DeskState> onUnheardOf(OrderIntent intent) {
        boolean tooOld = switch (settings.pace()) {
            case Pace.Live _ ->
                moment - intent.decision().asOfNanos() > settings.resendWithin().toNanos();
            case Pace.Virtual _ -> false;
        };
        if (tooOld) {
            context.getLog()
                    .warn(
                            "Order {} of {} never reached the venue and is too old to be sent",
                            intent.id(),
                            intent.decision());
            return ended(new OrderRefused(intent.id(), Refusal.TOO_OLD), intent.id());
        }
        send(intent);
        return Effect().noReply();
    }

    private ReplyEffect<Event, DeskState> onNotAllowed(DeskState state, NotAllowed refused) {
        return switch (refused.why()) {
            case STALE_EXECUTOR -> standDown();
            case HALTED -> {
                letTheSwitchNotice();
                if (!state.open().containsKey(refused.order().value())) {
                    confirmed(refused.order());
                    yield Effect().noReply();
                }
                yield ended(new OrderRefused(refused.order(), Refusal.HALTED), refused.order());
            }
        };
    }

    private void confirmed(ClientOrderId order) {
        unanswered.remove(order.value());
        if (unconfirmed.remove(order) && unconfirmed.isEmpty()) {
            goOn();
        }
    }

    private ReplyEffect<Event, DeskState> onNotHeard(DeskState state, NotHeard lost) {
        context.getLog().warn("What became of order {} is not known, querying: {}", lost.order(), lost.why());
        var order = state.open().get(lost.order().value());
        int tries = unanswered.merge(lost.order().value(), 1, Integer::sum);
        var wait = BEFORE_QUERY.multipliedBy(1L << Math.min(tries - 1, LONGEST_DOUBLING));
        timers.startSingleTimer(lost.order(), new QueryAgain(lost.order()), wait);
        if (settings.pace() instanceof Pace.Virtual) {
            // Fills of an order that is lost would come at another moment of the market: it waits.
            unconfirmed.add(lost.order());
        }
        if (order == null || order.state() != OrderState.INTENDED) {
            return Effect().noReply();
        }
        return Effect()
                .persist((Event) new OrderUncertain(lost.order()))
                .thenRun(this::executed)
                .thenNoReply();
    }

    private ReplyEffect<Event, DeskState> onQueryAgain(DeskState state, QueryAgain again) {
        if (state.open().containsKey(again.order().value())) {
            query(again.order());
        } else {
            confirmed(again.order());
        }
        return Effect().noReply();
    }

    private void executed(DeskState state) {
        boolean sending = state.open().values().stream().anyMatch(order -> order.state() == OrderState.INTENDED);
        var done = execution;
        if (done != null && !sending && (done.ruled || done.proposals.isEmpty())) {
            execution = null;
            done.replyTo.tell(new Executed(done.execute.asOfNanos()));
        }
    }

    // ---- events
    @Override
    public EventHandler<DeskState, Event> eventHandler() {
        return DeskState::apply;
    }

    @Override
    public SignalHandler<DeskState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::resume)
                .build();
    }

    /**
     * The venue may have heard of an open order or not: ask before sending. When it was the journal that failed us, what
     * was under way begins anew: a ruling that was not written was not made. The epoch stays: a desk that lost the
     * account must not take it back, and is told so when it holds its books against the venue's.
     */
    private void resume(DeskState state) {
        if (stage == Stage.STOOD_DOWN) {
            return;
        }
        stage = Stage.BORN;
        statement = null;
        unconfirmed.clear();
        unanswered.clear();
        state.open().values().forEach(order -> unconfirmed.add(order.intent().id()));
        var cutOff = execution;
        if (cutOff != null) {
            execution = null;
            var execute = cutOff.execute;
            postponed = new Execute(execute.asOfNanos(), execute.proposals(), execute.account(), cutOff.replyTo);
        }
        if (epoch == 0) {
            takeOver();
        } else {
            goOn();
        }
    }
}
