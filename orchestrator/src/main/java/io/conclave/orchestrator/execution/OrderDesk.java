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
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.riskgate.GateFacts;
import io.conclave.orchestrator.riskgate.Veto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
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
 * <p>Told by: the conductor. Tells: the risk agent and the kill switch (before a ruling), the venue (after the intent is
 * journalled), the ledger (fills). Proposals of one moment are ruled in symbol order, each seeing the exposure those
 * before it reserved. After a crash, an order whose fate is open is queried first and sent again only if the venue never
 * heard of it.
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

    /**
     * Published on the event stream when the books were held against the venue's, after each start.
     *
     * @param difference why trading is halted; absent when they agree
     */
    public record Reconciled(String run, String account, Optional<String> difference) {}

    public record GetOrders(ActorRef<Orders> replyTo) implements Command {}

    public record Orders(List<Order> open) implements Wire {}

    private record HaltRead(KillSwitch.Position position) implements Command {}

    private record HaltUnread(String why) implements Command {}

    private record RiskRead(DecisionId decision, Agent.RiskAnswer answer) implements Command {}

    private record AskHaltAgain() implements Command {}

    private record AskAgain(Proposal proposal) implements Command {}

    private record Heard(ClientOrderId order, Venue.Submission submission) implements Command {}

    private record QueryAgain(ClientOrderId order) implements Command {}

    private record NotHeard(ClientOrderId order, String why) implements Command {}

    /** Whether an order that the venue never heard of may be sent once more. */
    private record MayBeSent(ClientOrderId order, boolean yes) implements Command {}

    private record Traded(List<Fill> fills) implements Command {}

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

    /** The venue refused it, or it never arrived there and trading was halted meanwhile. */
    public record OrderRejected(ClientOrderId order) implements Event {}

    /** The venue's answer was lost: the order is queried until its fate is known. */
    public record OrderUncertain(ClientOrderId order) implements Event {}

    public record OrderFilled(Fill fill) implements Event {}

    /** The ledger has confirmed these fills. */
    public record FillsBooked(List<String> fillIds) implements Event {}

    // ---- birth
    /** Those the desk talks to. */
    public record Neighbours(
            RecipientRef<Ledger.Command> ledger,
            RecipientRef<KillSwitch.Command> killSwitch,
            Function<Symbol, RecipientRef<Agent.Command>> riskAgent,
            Function<Symbol, Instrument> instrument,
            Venue venue) {}

    private static final Duration NEIGHBOURLY = Duration.ofSeconds(20);
    private static final Duration BEFORE_QUERY = Duration.ofSeconds(1);

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
            case Advance next -> onAdvance(next);
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
            case MayBeSent allowed -> onMayBeSent(state, allowed);
            case NotHeard lost -> onNotHeard(state, lost);
            case QueryAgain again -> onQueryAgain(state, again);
            case GetOrders get ->
                Effect()
                        .reply(
                                get.replyTo(),
                                new Orders(List.copyOf(state.open().values())));
        };
    }

    // fills in, and to the books

    private ReplyEffect<Event, DeskState> onAdvance(Advance next) {
        advance = next;
        if (unconfirmed.isEmpty()) {
            askWhatTraded(next);
        }
        return Effect().noReply();
    }

    private void askWhatTraded(Advance next) {
        context.pipeToSelf(
                neighbours.venue().fillsUpTo(next.toNanos()),
                (fills, fault) -> fault == null ? new Traded(fills) : new VenueSilent(fault.toString()));
    }

    private ReplyEffect<Event, DeskState> onTraded(DeskState state, Traded traded) {
        var fresh = new ArrayList<Event>();
        var seen = state.seenFills();
        for (Fill fill : traded.fills()) {
            if (!seen.contains(fill.id())) {
                fresh.add(new OrderFilled(fill));
                seen = seen.plus(fill.id());
            }
        }
        if (fresh.isEmpty()) {
            return book(state);
        }
        return Effect().persist(fresh).thenRun(this::askToBook).thenNoReply();
    }

    private ReplyEffect<Event, DeskState> book(DeskState state) {
        askToBook(state);
        return Effect().noReply();
    }

    private void askToBook(DeskState state) {
        if (state.unbooked().isEmpty()) {
            advanced(state);
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
                .thenRun(this::advanced)
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

    private void advanced(DeskState state) {
        var waiting = advance;
        if (waiting != null && state.unbooked().isEmpty()) {
            advance = null;
            waiting.replyTo().tell(new Advanced(state.latest()));
        }
    }

    // proposals to the gate

    private ReplyEffect<Event, DeskState> onExecute(DeskState state, Execute execute) {
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
        askHalt();
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
        return Effect().persist(rulings).thenRun(this::sendIntended).thenNoReply();
    }

    // orders to the venue

    private void sendIntended(DeskState state) {
        state.open().values().stream()
                .filter(order -> order.state() == OrderState.INTENDED)
                .forEach(order -> submit(order.intent()));
        executed(state);
    }

    private void submit(OrderIntent intent) {
        context.pipeToSelf(
                neighbours.venue().submit(intent),
                (submission, fault) -> fault == null
                        ? new Heard(intent.id(), submission)
                        : new NotHeard(intent.id(), fault.toString()));
    }

    private void query(ClientOrderId order) {
        context.pipeToSelf(
                neighbours.venue().query(order),
                (submission, fault) ->
                        fault == null ? new Heard(order, submission) : new NotHeard(order, fault.toString()));
    }

    private ReplyEffect<Event, DeskState> onHeard(DeskState state, Heard heard) {
        var order = state.open().get(heard.order().value());
        if (order == null || heard.submission() != Venue.Submission.UNHEARD_OF) {
            confirmed(heard.order());
        }
        if (order == null || (order.state() == OrderState.WORKING && heard.submission() == Venue.Submission.ACCEPTED)) {
            executed(state);
            return Effect().noReply();
        }
        return switch (heard.submission()) {
            case ACCEPTED ->
                Effect()
                        .persist((Event) new OrderAccepted(heard.order()))
                        .thenRun(this::executed)
                        .thenNoReply();
            case REJECTED ->
                Effect()
                        .persist((Event) new OrderRejected(heard.order()))
                        .thenRun(this::executed)
                        .thenNoReply();
            case UNHEARD_OF -> {
                askBeforeSendingAgain(heard.order());
                yield Effect().noReply();
            }
        };
    }

    /** Somebody may have engaged the switch since the ruling. */
    private void askBeforeSendingAgain(ClientOrderId order) {
        context.ask(
                KillSwitch.Position.class,
                neighbours.killSwitch(),
                NEIGHBOURLY,
                KillSwitch.Read::new,
                (position, fault) -> fault == null
                        ? new MayBeSent(order, !position.halted())
                        : new NotHeard(order, fault.toString()));
    }

    private ReplyEffect<Event, DeskState> onMayBeSent(DeskState state, MayBeSent allowed) {
        var order = state.open().get(allowed.order().value());
        if (order == null) {
            confirmed(allowed.order());
            return Effect().noReply();
        }
        if (allowed.yes()) {
            submit(order.intent());
            return Effect().noReply();
        }
        confirmed(allowed.order());
        return Effect()
                .persist((Event) new OrderRejected(allowed.order()))
                .thenRun(this::executed)
                .thenNoReply();
    }

    private void confirmed(ClientOrderId order) {
        if (unconfirmed.remove(order) && unconfirmed.isEmpty() && advance != null) {
            askWhatTraded(advance);
        }
    }

    private ReplyEffect<Event, DeskState> onNotHeard(DeskState state, NotHeard lost) {
        context.getLog().warn("What became of order {} is not known, querying: {}", lost.order(), lost.why());
        var order = state.open().get(lost.order().value());
        timers.startSingleTimer(lost.order(), new QueryAgain(lost.order()), BEFORE_QUERY);
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
     * was under way begins anew: a ruling that was not written was not made.
     */
    private void resume(DeskState state) {
        unconfirmed.clear();
        state.open().values().forEach(order -> unconfirmed.add(order.intent().id()));
        unconfirmed.forEach(this::query);
        var cutOff = execution;
        if (cutOff != null) {
            execution = null;
            var execute = cutOff.execute;
            context.getSelf()
                    .tell(new Execute(execute.asOfNanos(), execute.proposals(), execute.account(), cutOff.replyTo));
        }
        if (advance != null && unconfirmed.isEmpty()) {
            askWhatTraded(advance);
        }
    }
}
