package io.conclave.benchmarks;

import io.conclave.agents.Journaled;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** An entity that journals one fill when it is told to, tagged with its run as the engine's are, and says so. */
final class Ledgers extends EventSourcedBehavior<Ledgers.Post, Journaled, Long> {
    /** Journal one event. */
    record Post() {}

    private final String run;
    private final String account;
    private final ActorRef<Post> self;
    private final Listener journalled;

    /** Hears of each event once it is acknowledged. */
    @FunctionalInterface
    interface Listener {
        void journalled(ActorRef<Post> entity, long number);
    }

    static Behavior<Post> create(String run, String account, Listener journalled) {
        return Behaviors.setup(context -> new Ledgers(run, account, context.getSelf(), journalled));
    }

    private Ledgers(String run, String account, ActorRef<Post> self, Listener journalled) {
        super(PersistenceId.ofUniqueId("Portfolio|" + run + ":" + account));
        this.run = run;
        this.account = account;
        this.self = self;
        this.journalled = journalled;
    }

    @Override
    public Long emptyState() {
        return 0L;
    }

    @Override
    public CommandHandler<Post, Journaled, Long> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Post.class,
                        (written, post) -> Effect()
                                .persist(Fills.posted(account, written + 1))
                                .thenRun(next -> journalled.journalled(self, next)))
                .build();
    }

    @Override
    public EventHandler<Long, Journaled> eventHandler() {
        return (written, event) -> written + 1;
    }

    @Override
    public Set<String> tagsFor(Journaled event) {
        return Set.of(run);
    }
}
