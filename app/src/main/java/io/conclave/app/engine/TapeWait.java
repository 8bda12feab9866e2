package io.conclave.app.engine;

import io.conclave.agents.MarketTape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Keeps what is asked as of a moment until this node's tape shows that moment.
 *
 * <p>The conductor walks its own node's tape. Another node reads the same market from the database a little later; an entity
 * there that answered at once would answer as of a market it has not seen.
 */
final class TapeWait {
    /** Not asked as of any moment. */
    static final long NOW = Long.MIN_VALUE;

    private final MarketTape tape;
    private final TreeMap<Long, List<Runnable>> kept = new TreeMap<>();

    TapeWait(MarketTape tape) {
        this.tape = tape;
        tape.onGrowth(this::release);
    }

    /**
     * The same behavior, told each message once its moment is on the tape.
     *
     * @param moments what a message is asked as of, UTC epoch nanoseconds; {@link #NOW} if nothing, {@link Long#MAX_VALUE}
     *     if after the tape's end
     */
    <M> Behavior<M> before(Class<M> messages, Behavior<M> behavior, ToLongFunction<M> moments) {
        return tape.isClosed() ? behavior : Behaviors.intercept(() -> new Interceptor<>(messages, moments), behavior);
    }

    private boolean shows(long moment) {
        if (moment == NOW || tape.isClosed()) {
            return true;
        }
        var closings = tape.closings();
        return !closings.isEmpty() && closings.getLast() >= moment;
    }

    private void keep(long moment, Runnable then) {
        synchronized (kept) {
            kept.computeIfAbsent(moment, at -> new ArrayList<>()).add(then);
        }
        tape.look();
        // It may have been shown between the look and the note.
        release();
    }

    private void release() {
        var due = new ArrayList<Runnable>();
        synchronized (kept) {
            for (var next = firstKept(); next.isPresent() && shows(next.getAsLong()); next = firstKept()) {
                due.addAll(kept.remove(next.getAsLong()));
            }
        }
        due.forEach(Runnable::run);
    }

    private OptionalLong firstKept() {
        Map.Entry<Long, List<Runnable>> first = kept.firstEntry();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.getKey());
    }

    private final class Interceptor<M> extends BehaviorInterceptor<M, M> {
        private final ToLongFunction<M> moments;

        private Interceptor(Class<M> messages, ToLongFunction<M> moments) {
            super(messages);
            this.moments = moments;
        }

        @Override
        public Behavior<M> aroundReceive(TypedActorContext<M> context, M message, ReceiveTarget<M> target) {
            long moment = moments.applyAsLong(message);
            if (shows(moment)) {
                return target.apply(context, message);
            }
            var self = context.asJava().getSelf();
            keep(moment, () -> self.tell(message));
            return Behaviors.same();
        }
    }
}
