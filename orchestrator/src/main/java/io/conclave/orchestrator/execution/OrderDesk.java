package io.conclave.orchestrator.execution;

import io.conclave.agents.Agent;
import io.conclave.agents.Journaled;
import io.conclave.agents.RiskAssessment;
import io.conclave.agents.RiskQuestion;
import io.conclave.agents.Wire;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Order;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.riskgate.GateFacts;
import io.conclave.orchestrator.riskgate.RiskGate;
import io.conclave.orchestrator.riskgate.Ruling;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.sizing.Stance;
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
        extends EventSourcedBehaviorWithEnforcedReplies<OrderDesk.Command, OrderDesk.Event, OrderDesk.State> {

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

    public record OrderRejected(ClientOrderId order) implements Event {}

    /** The venue's answer was lost: the order is queried until its fate is known. */
    public record OrderUncertain(ClientOrderId order) implements Event {}

    public record OrderFilled(Fill fill) implements Event {}

    /** The ledger has confirmed these fills. */
    public record FillsBooked(List<String> fillIds) implements Event {}

    // ---- state
    /**
     * @param open orders that are not final, by client order id
     * @param latest the newest report of each instrument
     * @param unbooked fills that the ledger has not confirmed
     * @param seenFills ids of the fills taken in
     * @param sentAtNanos event times of recent orders, oldest first
     */
    public record State(
            SortedMap<String, Order> open,
            SortedMap<Symbol, DeskReport> latest,
            List<Fill> unbooked,
            Set<String> seenFills,
            List<Long> sentAtNanos)
            implements Journaled {
        private static final int REMEMBERED = 1_000;

        public State {
            open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
            latest = Collections.unmodifiableSortedMap(new TreeMap<>(latest));
            unbooked = List.copyOf(unbooked);
            seenFills = Collections.unmodifiableSet(new LinkedHashSet<>(seenFills));
            sentAtNanos = List.copyOf(sentAtNanos);
        }

        static State empty() {
            return new State(new TreeMap<>(), new TreeMap<>(), List.of(), Set.of(), List.of());
        }

        State apply(Event event) {
            return switch (event) {
                case ProposalRuled ruled -> after(ruled);
                case NothingProposed nothing -> reporting(DeskReport.nothing(nothing.decision()));
                case OrderAccepted accepted -> moved(accepted.order(), OrderState.WORKING);
                case OrderRejected rejected -> moved(rejected.order(), OrderState.REJECTED);
                case OrderUncertain uncertain -> moved(uncertain.order(), OrderState.UNKNOWN);
                case OrderFilled filled -> after(filled.fill());
                case FillsBooked booked -> booked(booked.fillIds());
            };
        }

        boolean hasRuledOn(DecisionId decision) {
            var report = latest.get(decision.symbol());
            return report != null && report.decision().compareTo(decision) >= 0;
        }

        Quantity pending(Symbol symbol) {
            return open.values().stream()
                    .filter(order -> order.intent().symbol().equals(symbol))
                    .map(Order::remaining)
                    .reduce(Quantity.ZERO, Quantity::plus);
        }

        private State after(ProposalRuled ruled) {
            var orders = new TreeMap<>(open);
            var sent = new ArrayList<>(sentAtNanos);
            for (OrderIntent intent : ruled.intents()) {
                orders.put(intent.id().value(), Order.intended(intent));
                sent.add(intent.atNanos());
            }
            var reports = new TreeMap<>(latest);
            reports.put(
                    ruled.decision().symbol(),
                    new DeskReport(ruled.decision(), ruled.vetoes(), ruled.intents(), List.of()));
            var remembered = sent.subList(Math.max(0, sent.size() - REMEMBERED), sent.size());
            return new State(orders, reports, unbooked, seenFills, remembered);
        }

        private State reporting(DeskReport report) {
            var reports = new TreeMap<>(latest);
            reports.put(report.decision().symbol(), report);
            return new State(open, reports, unbooked, seenFills, sentAtNanos);
        }

        private State moved(ClientOrderId id, OrderState to) {
            var orders = new TreeMap<>(open);
            orders.computeIfPresent(id.value(), (key, order) -> to.isFinal() ? null : order.in(to));
            return new State(orders, latest, unbooked, seenFills, sentAtNanos);
        }

        private State after(Fill fill) {
            var orders = new TreeMap<>(open);
            orders.computeIfPresent(fill.order().value(), (key, order) -> {
                var next = order.after(fill);
                return next.state().isFinal() ? null : next;
            });
            var reports = new TreeMap<>(latest);
            reports.computeIfPresent(fill.symbol(), (symbol, report) -> report.with(fill));
            var waiting = new ArrayList<>(unbooked);
            waiting.add(fill);
            var seen = new LinkedHashSet<>(seenFills);
            seen.add(fill.id());
            return new State(orders, reports, waiting, seen, sentAtNanos);
        }

        private State booked(List<String> ids) {
            var waiting =
                    unbooked.stream().filter(fill -> !ids.contains(fill.id())).toList();
            return new State(open, latest, waiting, seenFills, sentAtNanos);
        }
    }

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

    /** Orders of before a restart that the venue has not answered for yet: until it has, nothing goes on. */
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
    public State emptyState() {
        return State.empty();
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
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
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

    private ReplyEffect<Event, State> onAdvance(Advance next) {
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

    private ReplyEffect<Event, State> onTraded(State state, Traded traded) {
        var fresh = traded.fills().stream()
                .filter(fill -> !state.seenFills().contains(fill.id()))
                .<Event>map(OrderFilled::new)
                .toList();
        if (fresh.isEmpty()) {
            return book(state);
        }
        return Effect().persist(fresh).thenRun(this::askToBook).thenNoReply();
    }

    private ReplyEffect<Event, State> book(State state) {
        askToBook(state);
        return Effect().noReply();
    }

    private void askToBook(State state) {
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

    private ReplyEffect<Event, State> onBooked(State state, Booked booked) {
        var ids = booked.posted().fillIds();
        boolean known = state.unbooked().stream().anyMatch(fill -> ids.contains(fill.id()));
        if (!known) {
            advanced(state);
            return Effect().noReply();
        }
        return Effect()
                .persist((Event) new FillsBooked(ids))
                .thenRun(this::advanced)
                .thenNoReply();
    }

    private ReplyEffect<Event, State> onNotBooked(State state, NotBooked lost) {
        context.getLog().warn("The ledger has not confirmed fills, asking again: {}", lost.why());
        askToBook(state);
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> onVenueSilent(VenueSilent silent) {
        // The conductor's ask runs out and it comes again; nothing is guessed meanwhile.
        context.getLog().warn("The venue does not say what traded: {}", silent.why());
        return Effect().noReply();
    }

    private void advanced(State state) {
        var waiting = advance;
        if (waiting != null && state.unbooked().isEmpty()) {
            advance = null;
            waiting.replyTo().tell(new Advanced(state.latest()));
        }
    }

    // proposals to the gate

    private ReplyEffect<Event, State> onExecute(State state, Execute execute) {
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

    private ReplyEffect<Event, State> onHaltRead(State state, boolean halted) {
        if (execution == null) {
            return Effect().noReply();
        }
        execution.halted = Optional.of(halted);
        return ruleWhenComplete(state);
    }

    /** A switch that nobody can read counts as engaged, once asking again has not helped. */
    private ReplyEffect<Event, State> onHaltUnread(State state, HaltUnread unread) {
        context.getLog().warn("The kill switch does not answer: {}", unread.why());
        if (execution == null || askAgainLater(execution, "kill switch", new AskHaltAgain())) {
            return Effect().noReply();
        }
        return onHaltRead(state, true);
    }

    private ReplyEffect<Event, State> onRiskRead(State state, RiskRead read) {
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

    private ReplyEffect<Event, State> onAskAgain(AskAgain again) {
        askRisk(again.proposal());
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> onAskHaltAgain() {
        askHalt();
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> ruleWhenComplete(State state) {
        if (execution == null || execution.ruled || !execution.isComplete()) {
            return Effect().noReply();
        }
        execution.ruled = true;
        var rulings = new ArrayList<Event>();
        var reserved = execution.execute.account().grossExposure();
        var provisional = state;
        for (Proposal proposal : execution.proposals) {
            var ruled = rule(provisional, execution, proposal, reserved);
            rulings.add(ruled);
            provisional = provisional.apply(ruled);
            if (ruled instanceof ProposalRuled sent) {
                for (OrderIntent intent : sent.intents()) {
                    reserved = reserved.plus(intent.reference().times(intent.quantity()));
                }
            }
        }
        return Effect().persist(rulings).thenRun(this::sendIntended).thenNoReply();
    }

    private Event rule(State state, Execution current, Proposal proposal, Money gross) {
        if (proposal.verdict().stance() == Stance.NO_TRADE) {
            return new NothingProposed(proposal.decision());
        }
        var facts = facts(state, current, proposal, gross);
        var asked = proposal.verdict().target();
        Ruling ruling = RiskGate.rule(asked, facts, settings.limits());
        var intents = intents(account, proposal.decision(), proposal.reference(), ruling);
        return new ProposalRuled(proposal.decision(), asked, facts, ruling.allowedTarget(), ruling.vetoes(), intents);
    }

    private GateFacts facts(State state, Execution current, Proposal proposal, Money gross) {
        var symbol = proposal.decision().symbol();
        var account = current.execute.account();
        long asOf = current.execute.asOfNanos();
        long since = asOf - settings.rateWindow().toNanos();
        int recent = (int) state.sentAtNanos().stream().filter(at -> at > since).count();
        return new GateFacts(
                account.equity(),
                account.peakEquity(),
                account.quantity(symbol).plus(state.pending(symbol)),
                Optional.ofNullable(account.marks().get(symbol)).orElse(proposal.reference()),
                asOf - proposal.pricedAtNanos(),
                proposal.reference(),
                gross,
                recent,
                current.halted.orElse(true),
                current.risk.getOrDefault(proposal.decision(), Optional.empty()),
                neighbours.instrument().apply(symbol),
                settings.shortAllowed());
    }

    /** What is sent for a ruling: one market order, or none. */
    public static List<OrderIntent> intents(String account, DecisionId decision, Price reference, Ruling ruling) {
        var quantity = ruling.orderQuantity();
        if (quantity.isZero()) {
            return List.of();
        }
        return List.of(new OrderIntent(
                ClientOrderId.of(account, decision, 0),
                decision,
                decision.symbol(),
                quantity.signum() > 0 ? Side.BUY : Side.SELL,
                quantity.abs(),
                reference,
                decision.asOfNanos()));
    }

    // orders to the venue

    private void sendIntended(State state) {
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

    private ReplyEffect<Event, State> onHeard(State state, Heard heard) {
        var order = state.open().get(heard.order().value());
        if (heard.submission() != Venue.Submission.UNHEARD_OF) {
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
                submit(order.intent());
                yield Effect().noReply();
            }
        };
    }

    private void confirmed(ClientOrderId order) {
        if (unconfirmed.remove(order) && unconfirmed.isEmpty() && advance != null) {
            askWhatTraded(advance);
        }
    }

    private ReplyEffect<Event, State> onNotHeard(State state, NotHeard lost) {
        context.getLog().warn("What became of order {} is not known, querying: {}", lost.order(), lost.why());
        var order = state.open().get(lost.order().value());
        timers.startSingleTimer(lost.order(), new QueryAgain(lost.order()), BEFORE_QUERY);
        if (order == null || order.state() != OrderState.INTENDED) {
            return Effect().noReply();
        }
        return Effect()
                .persist((Event) new OrderUncertain(lost.order()))
                .thenRun(this::executed)
                .thenNoReply();
    }

    private ReplyEffect<Event, State> onQueryAgain(State state, QueryAgain again) {
        if (state.open().containsKey(again.order().value())) {
            query(again.order());
        }
        return Effect().noReply();
    }

    private void executed(State state) {
        boolean sending = state.open().values().stream().anyMatch(order -> order.state() == OrderState.INTENDED);
        var done = execution;
        if (done != null && !sending && (done.ruled || done.proposals.isEmpty())) {
            execution = null;
            done.replyTo.tell(new Executed(done.execute.asOfNanos()));
        }
    }

    // ---- events
    @Override
    public EventHandler<State, Event> eventHandler() {
        return State::apply;
    }

    @Override
    public SignalHandler<State> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::resume)
                .build();
    }

    /** The venue may have heard of an open order or not: ask before sending. */
    private void resume(State state) {
        state.open().values().forEach(order -> unconfirmed.add(order.intent().id()));
        unconfirmed.forEach(this::query);
    }

    /** One {@link Execute} on its way: what was learnt so far of what the gate needs. */
    private static final class Execution {
        private final Execute execute;
        private final List<Proposal> proposals;
        private final SortedMap<DecisionId, Optional<RiskAssessment>> risk = new TreeMap<>();
        private final SortedMap<String, Integer> asked = new TreeMap<>();
        private Optional<Boolean> halted = Optional.empty();
        private ActorRef<Executed> replyTo;
        private boolean ruled;

        private Execution(Execute execute, List<Proposal> proposals) {
            this.execute = execute;
            this.replyTo = execute.replyTo();
            this.proposals = proposals;
        }

        /** Staying put or going flat adds no risk, so nobody is asked. */
        private static boolean needsRisk(Proposal proposal) {
            return switch (proposal.verdict().stance()) {
                case LONG, SHORT -> true;
                case FLAT, NO_TRADE -> false;
            };
        }

        private Optional<Proposal> proposal(DecisionId decision) {
            return proposals.stream()
                    .filter(proposal -> proposal.decision().equals(decision))
                    .findFirst();
        }

        private boolean isComplete() {
            return halted.isPresent()
                    && proposals.stream()
                            .filter(Execution::needsRisk)
                            .allMatch(proposal -> risk.containsKey(proposal.decision()));
        }
    }
}
