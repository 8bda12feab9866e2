package io.conclave.orchestrator.killswitch;

import io.conclave.agents.Journaled;
import io.conclave.agents.Wire;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/**
 * Stops all trading of a run until somebody releases it; journalled, so a restart does not forget.
 *
 * <p>Told by: people, and whatever watches the engine. Asked by: the order desk, before every order.
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

    /**
     * How the switch stands.
     *
     * @param reason why it was engaged; empty when trading is allowed
     */
    public record Position(boolean halted, Optional<String> reason) implements Wire {}

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
    private final String run;

    public static Behavior<Command> create(String run) {
        return new KillSwitch(run);
    }

    private KillSwitch(String run) {
        super(
                PersistenceId.of(TYPE.name(), run),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.1));
        this.run = run;
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
            case Engage engage -> onEngage(state, engage);
            case Release release -> onRelease(state, release);
            case Read read -> Effect().reply(read.replyTo(), state.position());
        };
    }

    private ReplyEffect<Event, State> onEngage(State state, Engage engage) {
        if (state.halted()) {
            return Effect().reply(engage.replyTo(), state.position());
        }
        return Effect()
                .persist((Event) new Engaged(engage.reason(), engage.actor(), engage.atNanos()))
                .thenReply(engage.replyTo(), State::position);
    }

    private ReplyEffect<Event, State> onRelease(State state, Release release) {
        if (!state.halted()) {
            return Effect().reply(release.replyTo(), state.position());
        }
        return Effect()
                .persist((Event) new Released(release.reason(), release.actor(), release.atNanos()))
                .thenReply(release.replyTo(), State::position);
    }

    // ---- events
    @Override
    public EventHandler<State, Event> eventHandler() {
        return State::apply;
    }
}
