package io.conclave.orchestrator.killswitch;

import io.conclave.agents.Journaled;
import io.conclave.agents.Wire;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/**
 * Stops all trading of an account until somebody releases it.
 *
 * <p>Told by: people, and whatever watches the engine. Asked by: the order desk, before every order. The truth is the
 * account's {@link HaltRow}, which every claim of an order is held against; this entity changes the row, reads it whenever
 * it is asked, and mirrors it into the journal, also what somebody else changed meanwhile; desks that trade live hear of that
 * at once. When the row cannot be read it does not answer, and whoever asked must take that for a halt.
 */
public final class KillSwitch
        extends EventSourcedBehaviorWithEnforcedReplies<KillSwitch.Command, KillSwitch.Event, KillSwitch.State> {

    /** Where to find it; the entity id is the run. */
    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "KillSwitch");

    // ---- protocol
    public sealed interface Command extends Wire {}

    public record Engage(String reason, String actor, long atNanos, ActorRef<Position> replyTo) implements Command {}

    public record Release(String reason, String actor, long atNanos, ActorRef<Position> replyTo) implements Command {}

    public record Read(ActorRef<Position> replyTo) implements Command {}

    private record Seen(HaltRow.Standing row, ActorRef<Position> replyTo) implements Command {}

    private record Unseen(String why) implements Command {}

    /**
     * How the switch stands.
     *
     * @param reason why it was engaged; empty when trading is allowed
     */
    public record Position(boolean halted, Optional<String> reason) implements Wire {}

    // -- on the event stream

    /** It was seen to stand otherwise than before, whoever turned it. */
    public record Turned(String run, String account, Position position) implements Wire {}

    // ---- journal
    public sealed interface Event extends Journaled {}

    public record Engaged(String reason, String actor, long atNanos) implements Event {}

    public record Released(String reason, String actor, long atNanos) implements Event {}

    // ---- state
    public record State(boolean halted, Optional<String> reason) implements Journaled {
        State apply(Event event) {
            return switch (event) {
                case Engaged engaged -> new State(true, Optional.of(engaged.reason()));
                case Released _ -> new State(false, Optional.empty());
            };
        }

        Position position() {
            return new Position(halted, reason);
        }
    }

    // ---- birth
    private static final HaltRow.Standing NEVER_TOUCHED = new HaltRow.Standing(0, "", false, "", "", 0);

    private final ActorContext<Command> context;
    private final String run;
    private final String account;
    private final HaltRow gate;

    /** @param account whose orders it stops */
    public static Behavior<Command> create(String run, String account, HaltRow gate) {
        return Behaviors.setup(context -> new KillSwitch(context, run, account, gate));
    }

    private KillSwitch(ActorContext<Command> context, String run, String account, HaltRow gate) {
        super(
                PersistenceId.of(TYPE.name(), run),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.1));
        this.context = context;
        this.run = run;
        this.account = account;
        this.gate = gate;
    }

    @Override
    public State emptyState() {
        return new State(false, Optional.empty());
    }

    @Override
    public Set<String> tagsFor(Event event) {
        return Set.of(run);
    }

    // ---- commands
    @Override
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
        return (state, command) -> switch (command) {
            case Engage engage ->
                look(gate.halt(run, account, engage.reason(), engage.actor(), engage.atNanos()), engage.replyTo());
            case Release release ->
                look(
                        gate.resume(run, account, release.reason(), release.actor(), release.atNanos()),
                        release.replyTo());
            case Read read ->
                look(gate.standing(run, account).thenApply(row -> row.orElse(NEVER_TOUCHED)), read.replyTo());
            case Seen seen -> onSeen(state, seen);
            case Unseen unseen -> onUnseen(unseen);
        };
    }

    private ReplyEffect<Event, State> look(CompletionStage<HaltRow.Standing> row, ActorRef<Position> replyTo) {
        context.pipeToSelf(
                row, (seen, fault) -> fault == null ? new Seen(seen, replyTo) : new Unseen(fault.toString()));
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> onSeen(State state, Seen seen) {
        var row = seen.row();
        var shown = row.halted() ? Optional.of(row.reason()) : Optional.<String>empty();
        if (state.halted() == row.halted() && state.reason().equals(shown)) {
            return Effect().reply(seen.replyTo(), state.position());
        }
        Event happened = row.halted()
                ? new Engaged(row.reason(), row.actor(), row.atNanos())
                : new Released(row.reason(), row.actor(), row.atNanos());
        return Effect()
                .persist(happened)
                .thenRun((State next) -> context.getSystem()
                        .eventStream()
                        .tell(new EventStream.Publish<>(new Turned(run, account, next.position()))))
                .thenReply(seen.replyTo(), State::position);
    }

    private ReplyEffect<Event, State> onUnseen(Unseen unseen) {
        context.getLog().warn("The trading gate of {} does not answer: {}", account, unseen.why());
        return Effect().noReply();
    }

    // ---- events
    @Override
    public EventHandler<State, Event> eventHandler() {
        return State::apply;
    }
}
