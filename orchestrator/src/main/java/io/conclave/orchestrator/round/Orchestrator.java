package io.conclave.orchestrator.round;

import io.conclave.agents.Agent;
import io.conclave.agents.Journaled;
import io.conclave.agents.MarketTape;
import io.conclave.agents.Question;
import io.conclave.agents.Wire;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Outcome;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.chain.DecisionChain;
import io.conclave.orchestrator.chain.DecisionRecord;
import io.conclave.orchestrator.consensus.Consensus;
import io.conclave.orchestrator.consensus.Federation;
import io.conclave.orchestrator.consensus.Standing;
import io.conclave.orchestrator.execution.DeskReport;
import io.conclave.orchestrator.execution.Proposal;
import io.conclave.orchestrator.failpoint.Failpoint;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.sizing.SizingFacts;
import io.conclave.orchestrator.sizing.Verdict;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Holds one instrument's rounds: seals and scores the last one, asks the federation, counts, decides.
 *
 * <p>Told by: the conductor, people (standings). Tells: the agents, and whoever began the round. A round that was settled
 * answers the same when begun again; one that a crash cut off asks again, and agents stand by the votes they gave.
 */
public final class Orchestrator
        extends EventSourcedBehaviorWithEnforcedReplies<Orchestrator.Command, Orchestrator.Event, Orchestrator.State> {

    /** Where to find the orchestrators; entity ids are {@code run:symbol}. */
    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "Orchestrator");

    // ---- protocol
    public sealed interface Command extends Wire {}

    /**
     * Hold the round of a moment.
     *
     * @param account the books, marked at that moment
     * @param previous what became of the last round's proposal; absent if there was none
     */
    public record Begin(
            long asOfNanos, AccountSnapshot account, Optional<DeskReport> previous, ActorRef<RoundAnswer> replyTo)
            implements Command {}

    /** No more bars come: seal what is open. */
    public record Finish(Optional<DeskReport> previous, ActorRef<Finished> replyTo) implements Command {}

    /** Let an agent vote, vote without weight, or not vote. */
    public record SetStanding(
            AgentId agent, Standing standing, String reason, String actor, long atNanos, ActorRef<Description> replyTo)
            implements Command {}

    /**
     * Give an agent a seat, active from the next round on; one that has a seat keeps it as it is.
     *
     * @param actor who lets it in
     */
    public record Join(AgentId agent, String reason, String actor, long atNanos, ActorRef<Description> replyTo)
            implements Command {}

    public record Describe(ActorRef<Description> replyTo) implements Command {}

    private record Answered(DecisionId decision, AgentId agent, Agent.Answer answer) implements Command {}

    private record AskAgain(DecisionId decision, AgentId agent) implements Command {}

    /** No more votes count; at once, when nobody is asked. */
    private record DeadlinePassed(DecisionId decision) implements Command {}

    public sealed interface RoundAnswer extends Wire {}

    public record Settled(Proposal proposal) implements RoundAnswer {}

    /** An agent that must answer does not, however often asked. */
    public record Stuck(DecisionId decision, String why) implements RoundAnswer {}

    /**
     * @param chain over every decision of the instrument
     */
    public record Finished(Symbol symbol, DecisionChain chain) implements Wire {}

    public record Description(Optional<Federation> federation, Optional<Round> latest, long rounds) implements Wire {}

    // ---- journal
    public sealed interface Event extends Journaled {}

    public record FederationFounded(Federation federation) implements Event {}

    /** Takes effect when the next round opens: a round is scored with the standings it was decided with. */
    public record StandingChanged(AgentId agent, Standing standing, String reason, String actor, long atNanos)
            implements Event {}

    /**
     * Takes effect when the next round opens: the joiner's experts enter at 1/N each, N counting them, and the others
     * scale down.
     */
    public record AgentJoined(AgentId agent, String reason, String actor, long atNanos) implements Event {}

    public record RoundOpened(Question question, SizingFacts facts, long pricedAtNanos, List<AgentId> asked)
            implements Event {}

    /** The round just opened will be settled as NO_TRADE, whatever the votes. */
    public record RoundSuspended(DecisionId decision, Suspension.Reason reason, String why) implements Event {}

    public record VoteCounted(Vote vote) implements Event {}

    public record RoundSettled(DecisionId decision, Consensus consensus, Verdict verdict) implements Event {}

    /**
     * The round is over for the desk, and in the chain.
     *
     * @param link SHA-256, hex, over the previous link and this decision
     */
    public record RoundSealed(
            DecisionId decision, List<Veto> vetoes, List<OrderIntent> intents, List<Fill> fills, String link)
            implements Event {}

    /** The horizon has passed: what the market did, and the federation that learned from it. */
    public record OutcomeScored(DecisionId decision, Outcome outcome, Federation federation) implements Event {}

    // ---- state
    /**
     * @param pending standings that wait for the next round
     * @param joining agents that wait for the next round, in the order they came
     * @param latest the newest round, open or settled
     * @param suspended why the newest round is not traded on; empty if it may be
     * @param chain the hash chain over every sealed decision
     */
    public record State(
            Optional<Federation> federation,
            List<StandingChanged> pending,
            List<AgentJoined> joining,
            Optional<Round> latest,
            Optional<Suspension.Reason> suspended,
            DecisionChain chain,
            long rounds)
            implements Journaled {
        public State {
            pending = List.copyOf(pending);
            joining = List.copyOf(joining);
        }

        static State empty() {
            return new State(
                    Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty(), DecisionChain.START, 0);
        }

        /** Total: every event has a successor, and replay depends on nothing else. */
        State apply(Event event) {
            return switch (event) {
                case FederationFounded founded -> with(founded.federation());
                case StandingChanged changed -> waitingFor(changed);
                case AgentJoined joined -> waitingFor(joined);
                case OutcomeScored scored -> with(scored.federation());
                case RoundOpened opened -> after(opened);
                case RoundSuspended held ->
                    new State(federation, pending, joining, latest, Optional.of(held.reason()), chain, rounds);
                case VoteCounted counted -> with(latest.map(round -> round.with(counted.vote())));
                case RoundSettled settled ->
                    with(latest.map(round -> round.settled(settled.consensus(), settled.verdict())));
                case RoundSealed sealed ->
                    new State(
                            federation,
                            pending,
                            joining,
                            latest.map(Round::inChain),
                            suspended,
                            new DecisionChain(sealed.link()),
                            rounds);
            };
        }

        /** The federation as the next round will hear it. */
        Optional<Federation> upcoming() {
            return federation.map(now -> withChanges(now, joining, pending));
        }

        private State after(RoundOpened opened) {
            return new State(
                    upcoming(),
                    List.of(),
                    List.of(),
                    Optional.of(Round.opened(opened)),
                    Optional.empty(),
                    chain,
                    rounds + 1);
        }

        private State waitingFor(StandingChanged changed) {
            return new State(federation, appended(pending, changed), joining, latest, suspended, chain, rounds);
        }

        private State waitingFor(AgentJoined joined) {
            return new State(federation, pending, appended(joining, joined), latest, suspended, chain, rounds);
        }

        private static <T> List<T> appended(List<T> list, T last) {
            var more = new ArrayList<>(list);
            more.add(last);
            return more;
        }

        private State with(Federation next) {
            return new State(Optional.of(next), pending, joining, latest, suspended, chain, rounds);
        }

        private State with(Optional<Round> round) {
            return new State(federation, pending, joining, round, suspended, chain, rounds);
        }

        Optional<Round> at(long asOfNanos) {
            return latest.filter(round -> round.question().asOfNanos() == asOfNanos);
        }

        Description describe() {
            return new Description(upcoming(), latest, rounds);
        }
    }

    /** Snapshots as they were before agents could join and rounds be suspended: still read, no longer written. */
    public record StateWithoutJoining(
            Optional<Federation> federation,
            List<StandingChanged> pending,
            Optional<Round> latest,
            DecisionChain chain,
            long rounds)
            implements Journaled {
        public StateWithoutJoining {
            pending = List.copyOf(pending);
        }

        State asNow() {
            return new State(federation, pending, List.of(), latest, Optional.empty(), chain, rounds);
        }
    }

    // ---- birth
    private static final Duration NEIGHBOURLY = Duration.ofSeconds(60);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final String run;
    private final Symbol symbol;
    private final RoundSettings settings;
    private final Deliberation deliberation;
    private final MarketTape tape;
    private final Function<AgentId, RecipientRef<Agent.Command>> agents;
    private final Suspensions suspensions;

    private final List<ActorRef<RoundAnswer>> waiting = new ArrayList<>();
    private final SortedMap<AgentId, Vote> ballotBox = new TreeMap<>();
    private final SortedMap<AgentId, Integer> attempts = new TreeMap<>();
    private boolean deliberating;

    public static Behavior<Command> create(
            String run,
            Symbol symbol,
            RoundSettings settings,
            MarketTape tape,
            Function<AgentId, RecipientRef<Agent.Command>> agents,
            Suspensions suspensions) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Orchestrator(context, timers, run, symbol, settings, tape, agents, suspensions)));
    }

    private Orchestrator(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String run,
            Symbol symbol,
            RoundSettings settings,
            MarketTape tape,
            Function<AgentId, RecipientRef<Agent.Command>> agents,
            Suspensions suspensions) {
        super(
                PersistenceId.of(TYPE.name(), run + ":" + symbol),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.1));
        this.context = context;
        this.timers = timers;
        this.run = run;
        this.symbol = symbol;
        this.settings = settings;
        this.deliberation = new Deliberation(settings);
        this.tape = tape;
        this.agents = agents;
        this.suspensions = suspensions;
    }

    @Override
    public State emptyState() {
        return State.empty();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(500, 2);
    }

    @Override
    public SnapshotAdapter<State> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(State state) {
                return state;
            }

            @Override
            public State fromJournal(Object from) {
                return from instanceof StateWithoutJoining older ? older.asNow() : (State) from;
            }
        };
    }

    @Override
    public Set<String> tagsFor(Event event) {
        return Set.of(run);
    }

    // ---- commands
    @Override
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
        return (state, command) -> switch (command) {
            case Begin begin -> onBegin(state, begin);
            case Answered answered -> onAnswered(state, answered);
            case AskAgain again -> onAskAgain(state, again);
            case DeadlinePassed passed -> onDeadline(state, passed);
            case Finish finish -> onFinish(state, finish);
            case SetStanding set -> onSetStanding(state, set);
            case Join join -> onJoin(state, join);
            case Describe describe -> Effect().reply(describe.replyTo(), state.describe());
        };
    }

    private ReplyEffect<Event, State> onBegin(State state, Begin begin) {
        var same = state.at(begin.asOfNanos());
        if (same.isPresent() && same.get().isSettled()) {
            return Effect().reply(begin.replyTo(), settled(same.get()));
        }
        if (isPast(state, begin.asOfNanos())) {
            context.getLog().warn("{}'s round of {} is over: not held again", symbol, begin.asOfNanos());
            return Effect().noReply();
        }
        waiting.add(begin.replyTo());
        if (same.isPresent()) {
            if (deliberating) {
                askAgain(same.get());
            } else {
                deliberate(state);
            }
            return Effect().noReply();
        }
        var events = new ArrayList<Event>();
        if (state.federation().isEmpty()) {
            events.add(new FederationFounded(Federation.founded(settings.roster(), settings.consensus())));
        }
        events.addAll(closing(state, begin.previous()));
        var bars = tape.bars(symbol, begin.asOfNanos(), barsNeeded());
        state.latest().ifPresent(round -> events.add(score(state, round, bars)));
        var federation = after(state, events).upcoming().orElseThrow();
        events.add(opening(begin, bars, federation));
        suspensions.at(begin.asOfNanos()).ifPresent(why -> events.add(suspended(begin.asOfNanos(), why)));
        return Effect().persist(events).thenRun(this::deliberate).thenNoReply();
    }

    private static boolean isPast(State state, long asOfNanos) {
        return state.latest()
                .filter(round -> round.question().asOfNanos() > asOfNanos)
                .isPresent();
    }

    private int barsNeeded() {
        return Math.max(settings.lookbackBars() + 1, settings.barriers().lookback());
    }

    private static State after(State state, List<Event> events) {
        var next = state;
        for (Event event : events) {
            next = next.apply(event);
        }
        return next;
    }

    /** The seal on the last round, unless it has one. */
    private List<Event> closing(State state, Optional<DeskReport> previous) {
        if (state.latest().isEmpty() || state.latest().get().sealed()) {
            return List.of();
        }
        var round = state.latest().get();
        var report = previous.filter(told -> told.decision().equals(round.id())).orElse(DeskReport.nothing(round.id()));
        var decided = new DecisionRecord(
                round.id(),
                round.votes(),
                round.consensus().orElseThrow().q(),
                round.verdict().orElseThrow(),
                report.vetoes(),
                report.intents(),
                report.fills());
        return List.of(new RoundSealed(
                round.id(),
                report.vetoes(),
                report.intents(),
                report.fills(),
                state.chain().then(decided).head()));
    }

    private OutcomeScored score(State state, Round round, List<Bar> bars) {
        long until = bars.getLast().closeNanos();
        var path = tape.path(symbol, round.question().asOfNanos(), until);
        var outcome = round.question().barriers().label(round.question().close(), path);
        var learned = state.federation().orElseThrow().learned(round.ballots(), outcome, settings.consensus());
        return new OutcomeScored(round.id(), outcome, learned);
    }

    private RoundOpened opening(Begin begin, List<Bar> bars, Federation federation) {
        var last = bars.getLast();
        var position = begin.account().weight(symbol);
        var question = new Question(
                new DecisionId(symbol, begin.asOfNanos()),
                settings.horizonBars(),
                last.close(),
                settings.barriers().after(bars),
                settings.barriers(),
                position);
        var facts = deliberation.facts(bars, position, begin.account().grossElsewhere(symbol));
        return new RoundOpened(question, facts, printedAt(last), federation.asked());
    }

    private RoundSuspended suspended(long asOfNanos, Suspension suspension) {
        context.getLog().warn("{} is not traded at {}: {}", symbol, asOfNanos, suspension.why());
        return new RoundSuspended(new DecisionId(symbol, asOfNanos), suspension.reason(), suspension.why());
    }

    /** When the last price inside a bar was printed. */
    private long printedAt(Bar bar) {
        List<PricePoint> path = tape.path(symbol, bar.openNanos() - 1, bar.closeNanos());
        return path.isEmpty() ? bar.openNanos() : path.getLast().atNanos();
    }

    private void deliberate(State state) {
        deliberating = true;
        ballotBox.clear();
        attempts.clear();
        var round = state.latest().orElseThrow();
        round.asked().forEach(agent -> ask(round, agent));
        if (round.asked().isEmpty()) {
            context.getSelf().tell(new DeadlinePassed(round.id()));
        } else if (settings.pace() instanceof Pace.Live live) {
            timers.startSingleTimer("deadline", new DeadlinePassed(round.id()), live.deadline());
        }
    }

    /** Whoever comes again shows that something may be lost; an agent that is still thinking answers both at once. */
    private void askAgain(Round round) {
        round.asked().stream().filter(agent -> !ballotBox.containsKey(agent)).forEach(agent -> ask(round, agent));
    }

    private void ask(Round round, AgentId agent) {
        context.ask(
                Agent.Answer.class,
                agents.apply(agent),
                NEIGHBOURLY,
                replyTo -> new Agent.Ask(round.question(), replyTo),
                (answer, fault) -> new Answered(
                        round.id(), agent, fault == null ? answer : new Agent.Failed(round.id(), fault.toString())));
    }

    private ReplyEffect<Event, State> onAnswered(State state, Answered answered) {
        var open =
                state.latest().filter(round -> !round.isSettled() && round.id().equals(answered.decision()));
        if (open.isEmpty()) {
            return Effect().noReply();
        }
        return switch (answered.answer()) {
            case Agent.Voted voted -> {
                Failpoint.reached("vote.given");
                ballotBox.put(answered.agent(), voted.vote());
                yield ballotBox.size() == open.get().asked().size()
                        ? settle(state, open.get())
                        : Effect().noReply();
            }
            case Agent.Failed failed -> onFailed(answered, failed);
        };
    }

    private ReplyEffect<Event, State> onFailed(Answered answered, Agent.Failed failed) {
        switch (settings.pace()) {
            case Pace.Live _ ->
                context.getLog().warn("{} sleeps through {}: {}", answered.agent(), answered.decision(), failed.why());
            case Pace.Virtual virtual -> {
                int asked = attempts.merge(answered.agent(), 1, Integer::sum);
                if (asked >= virtual.attempts()) {
                    var stuck = new Stuck(
                            answered.decision(),
                            answered.agent() + " has not answered " + answered.decision() + " in " + asked
                                    + " attempts: " + failed.why());
                    answer(stuck);
                } else {
                    timers.startSingleTimer(
                            answered.agent(), new AskAgain(answered.decision(), answered.agent()), virtual.pause());
                }
            }
        }
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> onAskAgain(State state, AskAgain again) {
        state.latest()
                .filter(round -> !round.isSettled() && round.id().equals(again.decision()))
                .ifPresent(round -> ask(round, again.agent()));
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> onDeadline(State state, DeadlinePassed passed) {
        var open =
                state.latest().filter(round -> !round.isSettled() && round.id().equals(passed.decision()));
        return open.isPresent() ? settle(state, open.get()) : Effect().noReply();
    }

    private ReplyEffect<Event, State> settle(State state, Round round) {
        var votes = List.copyOf(ballotBox.values());
        var consensus = state.federation().orElseThrow().decide(Round.ballots(votes), settings.consensus());
        var verdict = deliberation.verdict(consensus, round, state.suspended());
        var events = new ArrayList<Event>();
        votes.forEach(vote -> events.add(new VoteCounted(vote)));
        events.add(new RoundSettled(round.id(), consensus, verdict));
        return Effect()
                .persist(events)
                .thenRun((State next) -> {
                    Failpoint.reached("round.settled");
                    answer(settled(next.latest().orElseThrow()));
                })
                .thenNoReply();
    }

    private void answer(RoundAnswer answer) {
        deliberating = false;
        waiting.forEach(asker -> asker.tell(answer));
        waiting.clear();
    }

    private static Settled settled(Round round) {
        return new Settled(new Proposal(
                round.id(), round.verdict().orElseThrow(), round.question().close(), round.pricedAtNanos()));
    }

    private ReplyEffect<Event, State> onFinish(State state, Finish finish) {
        var events = closing(state, finish.previous());
        if (events.isEmpty()) {
            return Effect().reply(finish.replyTo(), new Finished(symbol, state.chain()));
        }
        return Effect().persist(events).thenReply(finish.replyTo(), next -> new Finished(symbol, next.chain()));
    }

    private ReplyEffect<Event, State> onSetStanding(State state, SetStanding set) {
        var seat = state.upcoming().flatMap(federation -> federation.seatOf(set.agent()));
        if (seat.isEmpty() || seat.get().standing() == set.standing()) {
            return Effect().reply(set.replyTo(), state.describe());
        }
        var changed = new StandingChanged(set.agent(), set.standing(), set.reason(), set.actor(), set.atNanos());
        return Effect().persist((Event) changed).thenReply(set.replyTo(), State::describe);
    }

    private ReplyEffect<Event, State> onJoin(State state, Join join) {
        if (isSeated(state, join.agent())) {
            return Effect().reply(join.replyTo(), state.describe());
        }
        var joined = new AgentJoined(join.agent(), join.reason(), join.actor(), join.atNanos());
        return Effect().persist((Event) joined).thenReply(join.replyTo(), State::describe);
    }

    private boolean isSeated(State state, AgentId agent) {
        return state.upcoming()
                .map(federation -> federation.seatOf(agent).isPresent())
                .orElseGet(() -> settings.roster().contains(agent)
                        || state.joining().stream()
                                .anyMatch(joined -> joined.agent().equals(agent)));
    }

    /** A federation once these have joined and these standings hold. */
    public static Federation withChanges(
            Federation federation, List<AgentJoined> joining, List<StandingChanged> changes) {
        var next = federation;
        for (AgentJoined joined : joining) {
            next = next.joined(joined.agent());
        }
        for (StandingChanged change : changes) {
            next = next.standing(change.agent(), change.standing());
        }
        return next;
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

    /** A round that was open when we stopped is asked again: agents give the votes they gave. */
    private void resume(State state) {
        if (state.latest().filter(round -> !round.isSettled()).isPresent()) {
            deliberate(state);
        }
    }
}
