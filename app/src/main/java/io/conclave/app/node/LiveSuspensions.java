package io.conclave.app.node;

import io.conclave.orchestrator.round.Suspension;
import io.conclave.orchestrator.round.Suspension.Reason;
import io.conclave.orchestrator.round.Suspensions;
import io.conclave.persistence.feed.Market;
import io.conclave.persistence.outbox.Outbox;
import io.conclave.persistence.streams.Bus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What keeps a live node from trading: a bus that has been away for too long, too much that waits for it, a bar that comes
 * too late.
 *
 * <p>The age of a bar is told by the wall clock, unless the feed says that it plays a recording, whose bars are old by
 * nature; at a broker nothing old is traded on.
 */
final class LiveSuspensions implements Suspensions {
    private final RunSettings run;
    private final Bus bus;
    private final Market market;
    private final Supplier<Optional<Outbox>> outbox;
    private final InstantSource clock;

    LiveSuspensions(RunSettings run, Bus bus, Market market, Supplier<Optional<Outbox>> outbox, InstantSource clock) {
        this.run = run;
        this.bus = bus;
        this.market = market;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public Optional<Suspension> at(long asOfNanos) {
        var now = clock.instant();
        return away(now).or(this::stalled).or(this::piled).or(() -> stale(now, asOfNanos));
    }

    private Optional<Suspension> stalled() {
        return outbox.get()
                .flatMap(Outbox::stalled)
                .filter(stalled -> stalled.compareTo(run.busPatience()) > 0)
                .map(stalled -> new Suspension(
                        Reason.BUS_AWAY,
                        "The bus has taken no round and no order for " + stalled.toSeconds()
                                + " seconds; conclave.bus.patience allows "
                                + run.busPatience().toSeconds()));
    }

    private Optional<Suspension> piled() {
        return outbox.get()
                .map(Outbox::behind)
                .filter(behind -> behind > run.mostBehind())
                .map(behind -> new Suspension(
                        Reason.BUS_AWAY,
                        behind + " events wait to be published; conclave.outbox.most-behind allows "
                                + run.mostBehind()));
    }

    private Optional<Suspension> away(Instant now) {
        return bus.health()
                .awaySince()
                .map(since -> Duration.between(since, now))
                .filter(away -> away.compareTo(run.busPatience()) > 0)
                .map(away -> new Suspension(
                        Reason.BUS_AWAY,
                        "The bus has been away for " + away.toSeconds() + " seconds; conclave.bus.patience allows "
                                + run.busPatience().toSeconds()));
    }

    private Optional<Suspension> stale(Instant now, long asOfNanos) {
        var age = Duration.between(Instant.ofEpochSecond(0, asOfNanos), now);
        return run.staleAfter()
                .filter(limit -> (run.atBroker() || !market.isRecorded()) && age.compareTo(limit) > 0)
                .map(limit -> new Suspension(
                        Reason.FEED_STALE,
                        "The bar closed " + age.toSeconds() + " seconds ago; conclave.run.stale-after allows "
                                + limit.toSeconds()));
    }
}
