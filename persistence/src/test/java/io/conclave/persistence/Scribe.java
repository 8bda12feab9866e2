package io.conclave.persistence;

import io.conclave.agents.Journaled;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** Journals whatever it is given under a name and a tag, in one transaction, and says how much it has written. */
public final class Scribe extends EventSourcedBehavior<Scribe.Write, Journaled, Long> {
    public record Write(List<Journaled> events, ActorRef<Long> replyTo) {}

    private final String tag;

    public static Behavior<Write> create(String persistenceId, String tag) {
        return new Scribe(persistenceId, tag);
    }

    private Scribe(String persistenceId, String tag) {
        super(PersistenceId.ofUniqueId(persistenceId));
        this.tag = tag;
    }

    @Override
    public Long emptyState() {
        return 0L;
    }

    @Override
    public CommandHandler<Write, Journaled, Long> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Write.class,
                        (state, write) -> Effect().persist(write.events()).thenReply(write.replyTo(), next -> next))
                .build();
    }

    @Override
    public EventHandler<Long, Journaled> eventHandler() {
        return (written, event) -> written + 1;
    }

    @Override
    public Set<String> tagsFor(Journaled event) {
        return Set.of(tag);
    }
}
