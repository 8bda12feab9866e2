package io.conclave.agents;

import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Provenance;
import io.conclave.domain.vote.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * An agent: puts each question to its {@link Mind} and stands by the answer.
 *
 * <p>Told by: the orchestrator's rounds, the risk gate. Tells: whoever asked. A vote is journalled before it is given;
 * asked again, also after a crash, the agent gives the same vote. It votes in the order of time: on a decision before its
 * latest vote it no longer votes. A mind that fails costs one {@link Failed} answer.
 * What the mind thought is offered to the {@link AgentLog} first: a full log holds the vote back for {@link #LOG_PATIENCE}
 * at most, a log that fails is complained of, and neither changes the vote.
 */
public final class Agent extends EventSourcedBehaviorWithEnforcedReplies<Agent.Command, Agent.Event, Agent.State> {

    /** How long a full log may hold back a vote, wall time. */
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(2);

    /** Where to find agents in the cluster; entity ids are {@link AgentKey}s. */
    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "Agent");

    // ---- protocol
    public sealed interface Command extends Wire {}

    public record Ask(Question question, ActorRef<Answer> replyTo) implements Command {}

    public record AskRisk(RiskQuestion question, ActorRef<RiskAnswer> replyTo) implements Command {}

    public record Describe(ActorRef<Description> replyTo) implements Command {}

    /** @param logFault why the log did not take it in; empty if it did */
    private record Thought(Question question, Opinion opinion, long tookNanos, Optional<String> logFault)
            implements Command {}

    private record Stumbled(Question question, String why) implements Command {}

    private record Assessed(RiskAnswer answer, ActorRef<RiskAnswer> replyTo) implements Command {}

    public sealed interface Answer extends Wire {}

    public record Voted(Vote vote) implements Answer {}

    /** The mind could not answer this time; ask again. */
    public record Failed(DecisionId decision, String why) implements Answer {}

    public sealed interface RiskAnswer extends Wire {}

    public record Measured(RiskAssessment assessment) implements RiskAnswer {}

    /** The risk of it is not known; the gate then lets nothing through. */
    public record Unmeasured(DecisionId decision, String why) implements RiskAnswer {}

    /** What the agent has done so far. */
    public record Description(long cast, long abstained, Optional<Vote> latest) implements Wire {}

    // ---- journal
    public sealed interface Event extends Journaled {}

    public record VoteGiven(Vote vote) implements Event {}

    // ---- state
    /**
     * @param recent the votes of the last decisions, oldest first; older ones are never asked for again
     */
    public record State(SortedMap<DecisionId, Vote> recent, long cast, long abstained) implements Journaled {
        private static final int REMEMBERED = 16;

        public State {
            recent = Collections.unmodifiableSortedMap(new TreeMap<>(recent));
        }

        static State empty() {
            return new State(new TreeMap<>(), 0, 0);
        }

        State apply(Event event) {
            return switch (event) {
                case VoteGiven given -> with(given.vote());
            };
        }

        private State with(Vote vote) {
            var next = new TreeMap<>(recent);
            next.put(vote.decision(), vote);
            if (next.size() > REMEMBERED) {
                next.pollFirstEntry();
            }
            return switch (vote.ballot()) {
                case Ballot.Cast c -> new State(next, cast + 1, abstained);
                case Ballot.Abstained a -> new State(next, cast, abstained + 1);
            };
        }

        /**
         * Later decisions were voted on. Whoever still asks has slept while another node went on; what was voted on this
         * one may be remembered no more, so a vote now could be a second.
         */
        boolean isPast(DecisionId decision) {
            return !recent.isEmpty() && decision.compareTo(recent.lastKey()) < 0;
        }

        Optional<Vote> latest() {
            return recent.isEmpty()
                    ? Optional.empty()
                    : Optional.of(recent.lastEntry().getValue());
        }
    }

    // ---- birth
    private final ActorContext<Command> context;
    private final Mind mind;
    private final LongSupplier nanoClock;
    private final AgentKey key;
    private final AgentLog log;
    private final Map<DecisionId, List<ActorRef<Answer>>> waiting = new TreeMap<>();

    /**
     * @param nanoClock measures latency, nothing else
     * @param log where the mind's reasoning goes
     */
    public static Behavior<Command> create(AgentKey key, Mind mind, LongSupplier nanoClock, AgentLog log) {
        return Behaviors.setup(context -> new Agent(context, key, mind, nanoClock, log));
    }

    private Agent(ActorContext<Command> context, AgentKey key, Mind mind, LongSupplier nanoClock, AgentLog log) {
        super(
                PersistenceId.of(TYPE.name(), key.toString()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.1));
        this.context = context;
        this.key = key;
        this.mind = mind;
        this.nanoClock = nanoClock;
        this.log = log;
    }

    @Override
    public State emptyState() {
        return State.empty();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }

    // ---- commands
    @Override
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
        return (state, command) -> switch (command) {
            case Ask ask -> onAsk(state, ask);
            case Thought thought -> onThought(state, thought);
            case Stumbled stumbled -> onStumbled(stumbled);
            case AskRisk ask -> onAskRisk(ask);
            case Assessed assessed -> Effect().reply(assessed.replyTo(), assessed.answer());
            case Describe describe ->
                Effect().reply(describe.replyTo(), new Description(state.cast(), state.abstained(), state.latest()));
        };
    }

    private ReplyEffect<Event, State> onAsk(State state, Ask ask) {
        var decision = ask.question().decision();
        var given = state.recent().get(decision);
        if (given != null) {
            return Effect().reply(ask.replyTo(), new Voted(given));
        }
        if (state.isPast(decision)) {
            return Effect().reply(ask.replyTo(), past(decision));
        }
        var askers = waiting.get(decision);
        if (askers != null) {
            askers.add(ask.replyTo());
            return Effect().noReply();
        }
        waiting.put(decision, new ArrayList<>(List.of(ask.replyTo())));
        think(ask.question());
        return Effect().noReply();
    }

    private static Failed past(DecisionId decision) {
        return new Failed(decision, "later decisions were voted on already");
    }

    private void think(Question question) {
        long started = nanoClock.getAsLong();
        context.pipeToSelf(
                opinionOn(question).thenCompose(opinion -> {
                    long took = nanoClock.getAsLong() - started;
                    return logged(question, opinion, took)
                            .handle((done, fault) -> new Thought(
                                    question,
                                    opinion,
                                    took,
                                    Optional.ofNullable(fault).map(Agent::rootOf)));
                }),
                (thought, fault) -> fault == null ? thought : new Stumbled(question, rootOf(fault)));
    }

    /** Gives up, and says so, when the log holds back for too long. */
    private CompletionStage<Void> logged(Question question, Opinion opinion, long tookNanos) {
        try {
            return log.record(LogEntries.of(key, question, opinion, tookNanos))
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(LOG_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** A mind that throws has failed like one whose stage fails. */
    private CompletionStage<Opinion> opinionOn(Question question) {
        try {
            return mind.opine(question);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private ReplyEffect<Event, State> onThought(State state, Thought thought) {
        var decision = thought.question().decision();
        thought.logFault()
                .ifPresent(
                        why -> context.getLog().warn("The log of {} lacks its reasons for {}: {}", key, decision, why));
        var given = state.recent().get(decision);
        if (given != null) {
            answer(decision, new Voted(given));
            return Effect().noReply();
        }
        if (state.isPast(decision)) {
            answer(decision, past(decision));
            return Effect().noReply();
        }
        var opinion = thought.opinion();
        var vote = new Vote(
                decision,
                mind.agent(),
                opinion.ballot(),
                opinion.evidence(),
                new Provenance(
                        opinion.modelId(),
                        opinion.promptHash(),
                        opinion.tokens(),
                        opinion.costMicros(),
                        thought.tookNanos()));
        return Effect()
                .persist(new VoteGiven(vote))
                .thenRun(() -> answer(decision, new Voted(vote)))
                .thenNoReply();
    }

    private ReplyEffect<Event, State> onStumbled(Stumbled stumbled) {
        var decision = stumbled.question().decision();
        context.getLog().warn("{} could not answer {}: {}", mind.agent(), decision, stumbled.why());
        answer(decision, new Failed(decision, stumbled.why()));
        return Effect().noReply();
    }

    private void answer(DecisionId decision, Answer answer) {
        Optional.ofNullable(waiting.remove(decision)).orElse(List.of()).forEach(asker -> asker.tell(answer));
    }

    private ReplyEffect<Event, State> onAskRisk(AskRisk ask) {
        var decision = ask.question().decision();
        if (!(mind instanceof RiskMind risk)) {
            return Effect().reply(ask.replyTo(), new Unmeasured(decision, mind.agent() + " measures no risk"));
        }
        context.pipeToSelf(
                assessmentOf(risk, ask.question()),
                (measured, fault) -> new Assessed(
                        fault == null ? new Measured(measured) : new Unmeasured(decision, rootOf(fault)),
                        ask.replyTo()));
        return Effect().noReply();
    }

    private static CompletionStage<RiskAssessment> assessmentOf(RiskMind risk, RiskQuestion question) {
        try {
            return risk.assess(question);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
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
                .onSignal(RecoveryCompleted.instance(), state -> resume())
                .onSignal(PostStop.class, (state, signal) -> mind.close())
                .build();
    }

    /** Whoever waited when the journal failed us may ask again. */
    private void resume() {
        for (DecisionId decision : List.copyOf(waiting.keySet())) {
            answer(decision, new Failed(decision, "the journal has not taken the vote"));
        }
    }

    private static String rootOf(Throwable fault) {
        var cause = fault;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
