package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.app.logging.Log;
import io.conclave.http.metrics.Meters;
import io.conclave.http.view.DecisionStory;
import io.conclave.http.view.DecisionSummary;
import io.conclave.http.view.Instants;
import io.conclave.http.view.OrderUpdate;
import io.conclave.http.view.VoteView;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.Cancellable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the read models and tells of each decision, once it is sealed, in order: listeners of the stream, the meters,
 * the agents' records; and of what becomes of orders. Looks again a few times a second; a database that does not answer is asked again.
 */
final class DecisionFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionFeed.class);
    private static final Logger DECISIONS = LoggerFactory.getLogger(Log.DECISIONS);
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** Times as long as a look took there is none, so that much to look at leaves the machine to those who trade. */
    private static final int RESTS = 4;

    private final Engine engine;
    private final History history;
    private final Readers readers;
    private final Progress progress;
    private final Turnouts turnouts;
    private final Meters meters;
    private final Hub<DecisionSummary> sealed;
    private final OrderSteps orders;
    private final Hub<OrderUpdate> moved;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong replaced = new AtomicLong();
    private final Cancellable timer;
    private volatile long restsUntil = System.nanoTime();
    private long seenNanos = Long.MIN_VALUE;

    /** Rounds of earlier processes that were not come by yet: they were counted and logged there. */
    private int earlier;

    private boolean hasLooked;
    private volatile Optional<DecisionSummary> latest = Optional.empty();

    DecisionFeed(
            Engine engine,
            History history,
            Readers readers,
            Progress progress,
            Turnouts turnouts,
            Meters meters,
            Hub<DecisionSummary> sealed,
            OrderSteps orders,
            Hub<OrderUpdate> moved,
            int earlier) {
        this.engine = engine;
        this.history = history;
        this.readers = readers;
        this.progress = progress;
        this.turnouts = turnouts;
        this.meters = meters;
        this.sealed = sealed;
        this.orders = orders;
        this.moved = moved;
        this.earlier = earlier;
        var system = engine.system();
        this.timer =
                system.scheduler().scheduleWithFixedDelay(Duration.ZERO, PAUSE, this::look, system.executionContext());
    }

    /** Tells of the latest decision once more, so that those who show it look at the run again. */
    void nudge() {
        latest.ifPresent(sealed::offer);
    }

    private void look() {
        long begun = System.nanoTime();
        if (begun - restsUntil < 0 || !looking.compareAndSet(false, true)) {
            return;
        }
        var _ = readers.read(this::takeNew).whenComplete((count, fault) -> {
            long now = System.nanoTime();
            restsUntil = now + RESTS * (now - begun);
            looking.set(false);
            if (fault != null) {
                LOG.warn("The read models were not read, looking again: {}", fault.getMessage());
            }
        });
        var _ = engine.account().thenAccept(this::meter);
        var _ = engine.describePool().thenAccept(pool -> meter(pool.replaced()));
    }

    /** One at a time, by {@link #looking}. */
    private int takeNew() {
        boolean known = earlier > 0 && !hasLooked;
        for (OrderUpdate update : orders.look()) {
            if (!known) {
                note(update);
            }
            moved.offer(update);
        }
        hasLooked = true;
        int count = 0;
        for (var found = history.sealedAfter(seenNanos); !found.isEmpty(); found = history.sealedAfter(seenNanos)) {
            for (DecisionSummary decision : found) {
                history.story(decision.id()).ifPresent(story -> take(decision, story));
                progress.sealed(decision.symbol(), decision.hash());
                latest = Optional.of(decision);
                sealed.offer(decision);
                seenNanos = Instants.toNanos(decision.asOf());
                count++;
            }
        }
        return count;
    }

    private void take(DecisionSummary decision, DecisionStory story) {
        turnouts.count(story.votes());
        if (earlier > 0) {
            earlier--;
            return;
        }
        count(story);
        DECISIONS
                .atInfo()
                .addKeyValue("decision", decision.id())
                .addKeyValue("symbol", decision.symbol())
                .addKeyValue("hash", decision.hash())
                .log("Decision {} is sealed", decision.id());
    }

    private void note(OrderUpdate update) {
        meters.orderCameTo(update.state());
        LOG.atDebug()
                .addKeyValue("order", update.clientOrderId())
                .addKeyValue("symbol", update.symbol())
                .addKeyValue("state", update.state())
                .log("Order {} is {}", update.clientOrderId(), update.state());
    }

    private void count(DecisionStory story) {
        meters.roundSettled();
        story.vetoes().forEach(veto -> meters.vetoed(veto.code()));
        for (VoteView vote : story.votes()) {
            vote.reason()
                    .ifPresentOrElse(why -> meters.abstained(vote.agent(), why), () -> meters.voteCast(vote.agent()));
        }
        // Settling takes microseconds; the round waits for its slowest vote.
        story.votes().stream()
                .mapToDouble(VoteView::latencyMillis)
                .max()
                .ifPresent(slowest -> meters.consensusTook(Duration.ofNanos((long) (slowest * 1e6))));
    }

    private void meter(AccountSnapshot account) {
        meters.accountWorth(account.equity(), Account.drawdown(account));
    }

    private void meter(long replacedSoFar) {
        for (long more = replacedSoFar - replaced.getAndSet(replacedSoFar); more > 0; more--) {
            meters.childRestarted();
        }
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
