package io.conclave.orchestrator.portfolio;

import io.conclave.agents.Journaled;
import io.conclave.agents.Wire;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Fill;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * Keeps an account's books: posts each fill once, marks positions to market, remembers the peak.
 *
 * <p>Told by: the order desk (fills), the conductor (marks). Tells: whoever asked. A fill it has seen is confirmed again
 * and changes nothing; so is a mark.
 */
public final class Ledger extends EventSourcedBehaviorWithEnforcedReplies<Ledger.Command, Ledger.Event, Ledger.State> {

    /** Where to find the ledgers; entity ids are {@code run:account}. */
    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "Portfolio");

    // ---- protocol
    public sealed interface Command extends Wire {}

    public record Post(List<Fill> fills, ActorRef<Posted> replyTo) implements Command {}

    /** Values the account; marks not named keep their last price. */
    public record Mark(long atNanos, SortedMap<Symbol, Price> marks, ActorRef<AccountSnapshot> replyTo)
            implements Command {}

    public record GetSnapshot(ActorRef<AccountSnapshot> replyTo) implements Command {}

    /** These fills are in the books. */
    public record Posted(List<String> fillIds) implements Wire {}

    // ---- journal
    public sealed interface Event extends Journaled {}

    public record FillPosted(Fill fill) implements Event {}

    /** The account was valued. */
    public record Marked(long atNanos, SortedMap<Symbol, Price> marks, Money cash, Money equity) implements Event {}

    // ---- state
    /**
     * @param day that of the last mark
     * @param posted ids of the fills booked lately
     */
    public record State(
            long atNanos,
            Portfolio portfolio,
            SortedMap<Symbol, Price> marks,
            Money equity,
            Money peakEquity,
            TradingDay day,
            RecentIds posted)
            implements Journaled {
        public State {
            marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
        }

        static State opening(Money cash) {
            var opening = AccountSnapshot.opening(cash);
            return new State(0, opening.portfolio(), opening.marks(), cash, cash, opening.day(), RecentIds.NONE);
        }

        AccountSnapshot snapshot() {
            return new AccountSnapshot(atNanos, portfolio, marks, equity, peakEquity, day);
        }

        State apply(Event event) {
            return switch (event) {
                case FillPosted posting -> after(posting.fill());
                case Marked marked -> at(marked);
            };
        }

        private State after(Fill fill) {
            return new State(atNanos, portfolio.after(fill), marks, equity, peakEquity, day, posted.plus(fill.id()));
        }

        private State at(Marked marked) {
            var peak = marked.equity().compareTo(peakEquity) > 0 ? marked.equity() : peakEquity;
            return new State(
                    marked.atNanos(),
                    portfolio,
                    merged(marked.marks()),
                    marked.equity(),
                    peak,
                    day.marked(marked.atNanos(), marked.equity()),
                    posted);
        }

        private SortedMap<Symbol, Price> merged(SortedMap<Symbol, Price> newer) {
            var all = new TreeMap<>(marks);
            all.putAll(newer);
            return all;
        }
    }

    /** Snapshots as they were before days were kept: still read, no longer written. */
    public record StateWithoutDay(
            long atNanos,
            Portfolio portfolio,
            SortedMap<Symbol, Price> marks,
            Money equity,
            Money peakEquity,
            RecentIds posted)
            implements Journaled {
        /** How its day began is not known: it counts from the last mark. */
        State asNow() {
            return new State(atNanos, portfolio, marks, equity, peakEquity, TradingDay.at(atNanos, equity), posted);
        }
    }

    // ---- birth
    private final Money initialCash;
    private final String run;

    /**
     * @param run names the run in the journal, and tags its events
     */
    public static Behavior<Command> create(String run, String account, Money initialCash) {
        return new Ledger(run, account, initialCash);
    }

    private Ledger(String run, String account, Money initialCash) {
        super(
                PersistenceId.of(TYPE.name(), run + ":" + account),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.1));
        this.run = run;
        this.initialCash = initialCash;
    }

    @Override
    public State emptyState() {
        return State.opening(initialCash);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
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
                return from instanceof StateWithoutDay older ? older.asNow() : (State) from;
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
            case Post post -> onPost(state, post);
            case Mark mark -> onMark(state, mark);
            case GetSnapshot get -> Effect().reply(get.replyTo(), state.snapshot());
        };
    }

    private ReplyEffect<Event, State> onPost(State state, Post post) {
        var posted = new Posted(post.fills().stream().map(Fill::id).toList());
        var fresh = new ArrayList<Event>();
        var seen = state.posted();
        for (Fill fill : post.fills()) {
            if (!seen.contains(fill.id())) {
                fresh.add(new FillPosted(fill));
                seen = seen.plus(fill.id());
            }
        }
        if (fresh.isEmpty()) {
            return Effect().reply(post.replyTo(), posted);
        }
        return Effect().persist(fresh).thenReply(post.replyTo(), next -> posted);
    }

    private ReplyEffect<Event, State> onMark(State state, Mark mark) {
        if (mark.atNanos() <= state.atNanos()) {
            return Effect().reply(mark.replyTo(), state.snapshot());
        }
        var marks = state.merged(mark.marks());
        var marked = new Marked(
                mark.atNanos(),
                marks,
                state.portfolio().cash(),
                state.portfolio().equity(marks));
        return Effect().persist((Event) marked).thenReply(mark.replyTo(), State::snapshot);
    }

    // ---- events
    @Override
    public EventHandler<State, Event> eventHandler() {
        return State::apply;
    }
}
