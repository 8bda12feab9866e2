package io.conclave.orchestrator.session;

import io.conclave.agents.Journaled;
import io.conclave.agents.MarketTape;
import io.conclave.agents.Wire;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.chain.DecisionChain;
import io.conclave.orchestrator.chain.RunHash;
import io.conclave.orchestrator.execution.DeskReport;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.Proposal;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Drives a market through the engine, one closing of bars after the other: a recording to its end, a tape that grows as it
 * grows, until it is closed.
 *
 * <p>Each step: fills come in, the books are marked, every instrument with a bar holds its round, the desk rules on all
 * proposals; then the step is journalled. Everyone told is idempotent by moment, so a step that was cut off by a crash
 * is simply taken again. Told by: nobody, it runs by itself. Tells: desk, ledger, orchestrators; those who watch; and the
 * system's event stream ({@link Stepped}).
 */
public final class Conductor
        extends EventSourcedBehaviorWithEnforcedReplies<Conductor.Command, Conductor.Event, Conductor.State> {

    // ---- protocol
    public sealed interface Command extends Wire {}

    /** Answers when the run has ended, also if it ended before. */
    public record Watch(ActorRef<Ending> replyTo) implements Command {}

    public record GetProgress(ActorRef<Progress> replyTo) implements Command {}

    /**
     * @param steps closings done, of {@code total}
     */
    public record Progress(int steps, int total, long asOfNanos) implements Wire {}

    public sealed interface Ending extends Wire {}

    /** The tape is through; the hash is over every decision of the run. */
    public record Completed(String runHash, int steps) implements Ending {}

    /** Somebody who is needed did not answer however often asked; what is journalled stands, and a restart goes on. */
    public record GaveUp(String why) implements Ending {}

    /** A closing is done: published for those who show the market. */
    public record Stepped(String run, long asOfNanos, int steps, int total) implements Wire {}

    /** Somebody who was asked may be gone, or have moved: takes the step again, and counts it as nobody's failure. */
    public record Retake() implements Command {}

    private record Next() implements Command {}

    /** The tape has more than it had, or is closed. */
    private record Grown() implements Command {}

    private record FillsAreIn(long asOf, OrderDesk.Advanced advanced) implements Command {}

    private record BooksAreMarked(long asOf, AccountSnapshot account) implements Command {}

    private record RoundHeld(long asOf, Symbol symbol, Orchestrator.RoundAnswer answer) implements Command {}

    private record DeskIsDone(long asOf) implements Command {}

    private record Sealed(Symbol symbol, DecisionChain chain) implements Command {}

    private record Unanswered(long asOf, String who, String why) implements Command {}

    // ---- journal
    public sealed interface Event extends Journaled {}

    /**
     * @param tapeId what is played: a recording by its content, a tape that grows by the feed it grows from
     * @param settingsHash what it is played with; a restart with another is refused
     */
    public record RunStarted(String tapeId, String settingsHash) implements Event {}

    public record StepTaken(long asOfNanos) implements Event {}

    public record RunFinished(String runHash) implements Event {}

    // ---- state
    public record State(Optional<RunStarted> started, long asOfNanos, int steps, Optional<String> runHash)
            implements Journaled {
        State apply(Event event) {
            return switch (event) {
                case RunStarted start -> new State(Optional.of(start), asOfNanos, steps, runHash);
                case StepTaken step -> new State(started, step.asOfNanos(), steps + 1, runHash);
                case RunFinished finish -> new State(started, asOfNanos, steps, Optional.of(finish.runHash()));
            };
        }
    }

    // ---- birth
    /** Those the conductor drives. */
    public record Players(
            RecipientRef<OrderDesk.Command> desk,
            RecipientRef<Ledger.Command> ledger,
            Function<Symbol, RecipientRef<Orchestrator.Command>> orchestrator) {}

    /**
     * What is played, and how.
     *
     * @param settingsHash identifies the settings; part of the journal
     * @param rest wall time between two closings; zero for as fast as it goes
     * @param patience wall time one answer may take
     * @param attempts how often a step is tried before the run is given up
     */
    public record Score(
            String run, MarketTape tape, String settingsHash, Duration rest, Duration patience, int attempts) {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Score score;
    private final Players players;
    private final Set<ActorRef<Ending>> watchers = new LinkedHashSet<>();

    private final SortedMap<Symbol, Proposal> proposals = new TreeMap<>();
    private final SortedMap<Symbol, DecisionChain> chains = new TreeMap<>();
    private SortedMap<Symbol, DeskReport> reports = Collections.emptySortedMap();
    private Optional<AccountSnapshot> account = Optional.empty();
    private Optional<GaveUp> surrender = Optional.empty();
    private OptionalLong current = OptionalLong.empty();
    private boolean waiting;
    private int failures;

    public static Behavior<Command> create(Score score, Players players) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Conductor(context, timers, score, players)));
    }

    private Conductor(ActorContext<Command> context, TimerScheduler<Command> timers, Score score, Players players) {
        super(
                PersistenceId.of("Conductor", score.run()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.1));
        this.context = context;
        this.timers = timers;
        this.score = score;
        this.players = players;
        score.tape().onGrowth(() -> context.getSelf().tell(new Grown()));
    }

    @Override
    public State emptyState() {
        return new State(Optional.empty(), Long.MIN_VALUE, 0, Optional.empty());
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }

    @Override
    public Set<String> tagsFor(Event event) {
        return Set.of(score.run());
    }

    // ---- commands
    @Override
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
        return (state, command) -> {
            try {
                return on(state, command);
            } catch (RuntimeException e) {
                // Whoever watches must hear that nothing more comes.
                context.getLog().error("The conductor cannot go on", e);
                giveUp(new GaveUp("The conductor cannot go on: " + e));
                return Effect().noReply();
            }
        };
    }

    private ReplyEffect<Event, State> on(State state, Command command) {
        return switch (command) {
            case Next _ -> onNext(state);
            case Grown _ -> onGrown(state);
            case Retake _ -> onRetake(state);
            case FillsAreIn fills ->
                isCurrent(state, fills.asOf()) ? onFills(fills) : Effect().noReply();
            case BooksAreMarked books ->
                isCurrent(state, books.asOf()) ? onBooks(books) : Effect().noReply();
            case RoundHeld held ->
                isCurrent(state, held.asOf()) ? onRoundHeld(held) : Effect().noReply();
            case DeskIsDone done ->
                isCurrent(state, done.asOf()) ? onDeskDone(done) : Effect().noReply();
            case Sealed sealed -> onSealed(state, sealed);
            case Unanswered lost ->
                isCurrent(state, lost.asOf()) ? onUnanswered(lost) : Effect().noReply();
            case Watch watch -> onWatch(state, watch);
            case GetProgress get ->
                Effect().reply(get.replyTo(), new Progress(state.steps(), total(), Math.max(0, state.asOfNanos())));
        };
    }

    private ReplyEffect<Event, State> onNext(State state) {
        if (state.started().isEmpty()) {
            return Effect()
                    .persist((Event) new RunStarted(score.tape().id(), score.settingsHash()))
                    .thenRun(this::step)
                    .thenNoReply();
        }
        var started = state.started().get();
        if (!started.tapeId().equals(score.tape().id())
                || !started.settingsHash().equals(score.settingsHash())) {
            giveUp(new GaveUp("Run " + score.run() + " was started on another tape or with other settings;"
                    + " start a new run, or bring back what it was started with"));
            return Effect().noReply();
        }
        step(state);
        return Effect().noReply();
    }

    private void step(State state) {
        proposals.clear();
        chains.clear();
        if (state.runHash().isPresent()) {
            completed(state);
            return;
        }
        current = upcoming(state);
        waiting = current.isEmpty();
        if (waiting) {
            return;
        }
        long asOf = current.getAsLong();
        ask(
                OrderDesk.Advanced.class,
                players.desk(),
                replyTo -> new OrderDesk.Advance(asOf, replyTo),
                advanced -> new FillsAreIn(asOf, advanced),
                asOf,
                "the order desk");
    }

    private ReplyEffect<Event, State> onGrown(State state) {
        if (waiting && surrender.isEmpty()) {
            step(state);
        }
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> onRetake(State state) {
        if (surrender.isPresent()
                || state.runHash().isPresent()
                || state.started().isEmpty()) {
            return Effect().noReply();
        }
        if (current.isPresent()) {
            step(state);
        } else {
            // Between two closings orders wait at the venue: whoever hears of their fills must be there again.
            players.desk().tell(new OrderDesk.GetStanding(context.getSystem().ignoreRef()));
        }
        return Effect().noReply();
    }

    /** The next closing, or the end of time once all closings are done; empty while the tape may bring another. */
    private OptionalLong upcoming(State state) {
        // Asked before the closings are read: what comes between is found next time.
        boolean complete = score.tape().isClosed();
        var closings = score.tape().closings();
        int at = Collections.binarySearch(closings, state.asOfNanos());
        int next = at >= 0 ? at + 1 : -at - 1;
        if (next < closings.size()) {
            return OptionalLong.of(closings.get(next));
        }
        return complete ? OptionalLong.of(Long.MAX_VALUE) : OptionalLong.empty();
    }

    private int total() {
        return score.tape().closings().size();
    }

    private boolean isCurrent(State state, long asOf) {
        // An answer of an attempt before the last is as good; but what is journalled is done.
        return surrender.isEmpty()
                && state.runHash().isEmpty()
                && state.asOfNanos() < asOf
                && current.isPresent()
                && current.getAsLong() == asOf;
    }

    private ReplyEffect<Event, State> onFills(FillsAreIn fills) {
        reports = fills.advanced().reports();
        if (fills.asOf() == Long.MAX_VALUE) {
            finish();
            return Effect().noReply();
        }
        var marks = new TreeMap<Symbol, Price>();
        barsAt(fills.asOf()).forEach(bar -> marks.put(bar.symbol(), bar.close()));
        ask(
                AccountSnapshot.class,
                players.ledger(),
                replyTo -> new Ledger.Mark(fills.asOf(), marks, replyTo),
                snapshot -> new BooksAreMarked(fills.asOf(), snapshot),
                fills.asOf(),
                "the ledger");
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> onBooks(BooksAreMarked books) {
        account = Optional.of(books.account());
        for (Bar bar : barsAt(books.asOf())) {
            var symbol = bar.symbol();
            ask(
                    Orchestrator.RoundAnswer.class,
                    players.orchestrator().apply(symbol),
                    replyTo -> new Orchestrator.Begin(
                            books.asOf(), books.account(), Optional.ofNullable(reports.get(symbol)), replyTo),
                    answer -> new RoundHeld(books.asOf(), symbol, answer),
                    books.asOf(),
                    "the round of " + symbol);
        }
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> onRoundHeld(RoundHeld held) {
        switch (held.answer()) {
            case Orchestrator.Stuck stuck -> giveUp(new GaveUp(stuck.why()));
            case Orchestrator.Settled settled -> {
                proposals.put(held.symbol(), settled.proposal());
                if (proposals.size() == barsAt(held.asOf()).size()) {
                    execute(held.asOf());
                }
            }
        }
        return Effect().noReply();
    }

    private void execute(long asOf) {
        var books = account.orElseThrow();
        ask(
                OrderDesk.Executed.class,
                players.desk(),
                replyTo -> new OrderDesk.Execute(asOf, List.copyOf(proposals.values()), books, replyTo),
                executed -> new DeskIsDone(asOf),
                asOf,
                "the order desk");
    }

    private ReplyEffect<Event, State> onDeskDone(DeskIsDone done) {
        failures = 0;
        return Effect()
                .persist((Event) new StepTaken(done.asOf()))
                .thenRun(this::stepped)
                .thenNoReply();
    }

    private void stepped(State state) {
        var news = new Stepped(score.run(), state.asOfNanos(), state.steps(), total());
        context.getSystem().eventStream().tell(new EventStream.Publish<>(news));
        if (score.rest().isZero()) {
            step(state);
        } else {
            timers.startSingleTimer(new Next(), score.rest());
        }
    }

    private void finish() {
        for (Symbol symbol : score.tape().symbols()) {
            ask(
                    Orchestrator.Finished.class,
                    players.orchestrator().apply(symbol),
                    replyTo -> new Orchestrator.Finish(Optional.ofNullable(reports.get(symbol)), replyTo),
                    finished -> new Sealed(symbol, finished.chain()),
                    Long.MAX_VALUE,
                    "the last round of " + symbol);
        }
    }

    private ReplyEffect<Event, State> onSealed(State state, Sealed sealed) {
        chains.put(sealed.symbol(), sealed.chain());
        if (state.runHash().isPresent()
                || chains.size() < score.tape().symbols().size()) {
            return Effect().noReply();
        }
        return Effect()
                .persist((Event) new RunFinished(RunHash.of(chains)))
                .thenRun(this::completed)
                .thenNoReply();
    }

    private void completed(State state) {
        var ending = new Completed(state.runHash().orElseThrow(), state.steps());
        watchers.forEach(watcher -> watcher.tell(ending));
        watchers.clear();
    }

    private ReplyEffect<Event, State> onUnanswered(Unanswered lost) {
        failures++;
        if (failures >= score.attempts()) {
            giveUp(new GaveUp("No answer from " + lost.who() + " in " + failures + " attempts: " + lost.why()));
        } else {
            context.getLog().warn("No answer from {}, taking the step again: {}", lost.who(), lost.why());
            timers.startSingleTimer(new Next(), Duration.ofMillis(200));
        }
        return Effect().noReply();
    }

    private void giveUp(GaveUp ending) {
        surrender = Optional.of(ending);
        context.getLog().error("The run stops: {}", ending.why());
        watchers.forEach(watcher -> watcher.tell(ending));
        watchers.clear();
    }

    private ReplyEffect<Event, State> onWatch(State state, Watch watch) {
        if (surrender.isPresent()) {
            return Effect().reply(watch.replyTo(), surrender.get());
        }
        if (state.runHash().isPresent()) {
            return Effect().reply(watch.replyTo(), new Completed(state.runHash().get(), state.steps()));
        }
        watchers.add(watch.replyTo());
        return Effect().noReply();
    }

    private List<Bar> barsAt(long asOf) {
        return score.tape().symbols().stream()
                .flatMap(symbol -> score.tape().barClosingAt(symbol, asOf).stream())
                .toList();
    }

    private <Q, A> void ask(
            Class<A> answerType,
            RecipientRef<Q> whom,
            org.apache.pekko.japi.function.Function<ActorRef<A>, Q> question,
            Function<A, Command> then,
            long asOf,
            String who) {
        context.ask(
                answerType,
                whom,
                score.patience(),
                question,
                (answer, fault) -> fault == null ? then.apply(answer) : new Unanswered(asOf, who, fault.toString()));
    }

    // ---- events
    @Override
    public EventHandler<State, Event> eventHandler() {
        return State::apply;
    }

    @Override
    public SignalHandler<State> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(), state -> context.getSelf().tell(new Next()))
                .build();
    }
}
