package io.conclave.venues.connection;

import io.conclave.domain.market.Trade;
import io.conclave.venues.capture.CapturedLine;
import io.conclave.venues.marketdata.BookFeed;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.FeedStatus;
import io.conclave.venues.marketdata.FeedStatus.State;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Applied;
import io.conclave.venues.marketdata.Outcome.Held;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Printed;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Resync;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instrument's connection to its venue: calls, subscribes, does what the venue's {@link BookSync} asks for, watches for silence, and calls
 * again when it has to. All of it happens on one thread.
 */
public final class VenueConnection implements BookFeed {
    private static final Logger LOG = LoggerFactory.getLogger(VenueConnection.class);

    /** Looks after itself that often within the shortest of its patiences. */
    private static final int LOOKS = 4;

    private final Dialect venue;
    private final Listing listing;
    private final ConnectionSettings settings;
    private final Surroundings world;
    private final BookSync rule;
    private final Backoff backoff;
    private final Snapshots snapshots;
    private final RecentTrades trades = new RecentTrades();
    private final List<Listener> listeners = new ArrayList<>();
    private volatile FeedStatus status;

    /** The call under way, of which there is one or none. */
    private @Nullable Line line;

    private boolean closed;
    private long version;
    private long bookNanos;
    private long heardTicks;
    private long pingedTicks;

    /** Since when the book is as it is, there or not. */
    private long changedTicks;

    /** Whether the snapshot is waited for, and is to be asked for once the stream is known to flow. */
    private boolean awaitsStream;

    private boolean mending;

    private VenueConnection(Dialect venue, Listing listing, ConnectionSettings settings, Surroundings world) {
        this.venue = venue;
        this.listing = listing;
        this.settings = settings;
        this.world = world;
        this.rule = venue.rule(listing);
        this.backoff = new Backoff(settings.firstPause(), settings.longestPause(), world.dice());
        this.snapshots = new Snapshots(settings, world.http(), this::onThread);
        this.status = new FeedStatus(State.DOWN, Optional.empty(), "Not called yet.", world.nowNanos());
    }

    /** Calls the venue, and goes on until it is closed. */
    public static VenueConnection open(
            Dialect venue, Listing listing, ConnectionSettings settings, Surroundings world) {
        var connection = new VenueConnection(venue, listing, settings, world);
        connection.begin();
        return connection;
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public FeedStatus status() {
        return status;
    }

    @Override
    public Runnable listen(Listener listener) {
        onThread(() -> {
            listeners.add(listener);
            listener.onStatus(status);
            rule.book().ifPresent(book -> listener.onBook(version, bookNanos, book));
        });
        return () -> onThread(() -> listeners.remove(listener));
    }

    @Override
    public void close() {
        onThread(() -> {
            if (!closed) {
                closed = true;
                hangUp();
                show(State.DOWN, Optional.empty(), "Closed.");
                listeners.clear();
            }
        });
    }

    // ---- calling

    private void begin() {
        onThread(this::call);
        long every = Math.min(settings.ping().toNanos(), settings.silence().toNanos()) / LOOKS;
        watch(every);
    }

    private void call() {
        after(venue.limits().calls().take(ticks()), () -> {
            if (line == null) {
                line = new Line(settings, world, this::onThread, new Caller());
                line.dial(venue.stream());
            }
        });
    }

    /** What the line under way tells; one that was hung up tells nothing. */
    private final class Caller implements Line.Owner {
        @Override
        public void opened() {
            heardTicks = ticks();
            world.tap()
                    .accept(new CapturedLine.Opened(
                            world.nowNanos(), venue.stream().toString()));
            onOutcome(rule.restart(Reason.CONNECTED, "Connected to " + venue.stream() + "."), world.nowNanos());
            say(venue.subscribe(listing));
        }

        @Override
        public void breathed() {
            if (!venue.hasHeartbeat()) {
                heardTicks = ticks();
            }
        }

        @Override
        public void received(String text, long atNanos) {
            heardTicks = ticks();
            world.tap().accept(new CapturedLine.Received(atNanos, text));
            venue.refusal(text)
                    .ifPresentOrElse(
                            why -> giveUp(
                                    State.DOWN, Reason.REFUSED, "The venue refuses " + listing.code() + ": " + why),
                            () -> onOutcome(rule.onFrame(text), atNanos));
        }

        @Override
        public void ended(Reason reason, String told) {
            giveUp(State.DOWN, reason, told);
        }
    }

    private void say(List<String> messages) {
        var speaking = line;
        for (var message : messages) {
            after(venue.limits().messages().take(ticks()), () -> {
                if (line == speaking && speaking != null) {
                    world.tap().accept(new CapturedLine.Sent(world.nowNanos(), message));
                    speaking.send(message);
                }
            });
        }
    }

    private void giveUp(State state, Reason reason, String told) {
        hangUp();
        rule.restart(reason, told);
        show(state, Optional.of(reason), told);
        after(backoff.nanos(), this::call);
    }

    private void hangUp() {
        var ended = line;
        line = null;
        awaitsStream = false;
        mending = false;
        if (ended != null) {
            ended.hangUp();
        }
    }

    // ---- what comes

    private void onOutcome(Outcome outcome, long atNanos) {
        switch (outcome) {
            case Applied(long now) -> onBook(now, atNanos);
            case Printed(List<Trade> printed) -> onTrades(printed);
            case Held() -> {
                if (awaitsStream) {
                    awaitsStream = false;
                    fetch();
                }
            }
            case Ignored(String _) -> {}
            case Resync resync -> onResync(resync);
        }
    }

    private void onBook(long now, long atNanos) {
        version = now;
        bookNanos = atNanos;
        if (!status.isLive()) {
            show(State.LIVE, Optional.empty(), "The book of " + listing.code() + " is the venue's.");
        }
        rule.book().ifPresent(book -> tell(listener -> listener.onBook(now, atNanos, book)));
    }

    private void onTrades(List<Trade> printed) {
        var fresh = trades.fresh(printed);
        if (!fresh.isEmpty()) {
            tell(listener -> listener.onTrades(fresh));
        }
    }

    private void onResync(Resync resync) {
        show(State.RESYNCING, Optional.of(resync.reason()), resync.told());
        boolean begins = resync.reason() == Reason.CONNECTED;
        switch (resync.remedy()) {
            case FETCH_SNAPSHOT -> {
                // Not before the first difference is kept: what came between the two would be missed.
                awaitsStream = begins;
                if (!begins) {
                    mend(this::fetch);
                }
            }
            case SUBSCRIBE -> {
                if (!begins) {
                    mend(() -> {
                        say(venue.unsubscribe(listing));
                        say(venue.subscribe(listing));
                    });
                }
            }
        }
    }

    /** One remedy at a time, after a pause; a book that breaks again meanwhile gets it, too. */
    private void mend(Runnable remedy) {
        if (!mending) {
            mending = true;
            var mended = line;
            after(backoff.nanos(), () -> {
                if (line == mended && line != null) {
                    mending = false;
                    remedy.run();
                }
            });
        }
    }

    private void fetch() {
        var asking = line;
        var address = venue.snapshot(listing);
        address.ifPresent(uri -> after(venue.limits().snapshots().take(ticks()), () -> {
            if (line == asking && asking != null) {
                snapshots.fetch(uri, answer -> onAnswer(asking, uri.toString(), answer));
            }
        }));
    }

    private void onAnswer(Line asking, String uri, Snapshots.Answer answer) {
        if (line != asking) {
            return;
        }
        switch (answer) {
            case Snapshots.Body(String text) -> {
                long atNanos = world.nowNanos();
                world.tap().accept(new CapturedLine.Fetched(atNanos, uri, text));
                onOutcome(rule.onSnapshot(text), atNanos);
            }
            case Snapshots.Failed(String told, long notForNanos) -> {
                venue.limits().snapshots().pause(ticks() + notForNanos);
                show(State.RESYNCING, Optional.of(Reason.REFUSED), told);
                mend(this::fetch);
            }
        }
    }

    // ---- watching

    private void watch(long everyNanos) {
        after(everyNanos, () -> {
            look(ticks());
            watch(everyNanos);
        });
    }

    private void look(long now) {
        var open = line;
        if (open == null || status.state() == State.DOWN || status.state() == State.STALE) {
            return;
        }
        if (now - heardTicks > settings.silence().toNanos()) {
            giveUp(
                    State.STALE,
                    Reason.STALE,
                    "Nothing was heard of " + listing.code() + " for "
                            + settings.silence().toMillis() + " ms.");
        } else if (!status.isLive() && now - changedTicks > settings.patience().toNanos()) {
            giveUp(
                    State.DOWN,
                    Reason.STALE,
                    "No book of " + listing.code() + " came within "
                            + settings.patience().toMillis() + " ms; the last trouble: " + status.told());
        } else {
            if (now - pingedTicks >= settings.ping().toNanos()) {
                pingedTicks = now;
                open.ping();
            }
            if (status.isLive() && now - changedTicks > settings.calm().toNanos()) {
                backoff.forget();
            }
        }
    }

    // ---- telling

    private void show(State state, Optional<Reason> reason, String told) {
        if (state != status.state()) {
            changedTicks = ticks();
        }
        status = new FeedStatus(state, reason, told, world.nowNanos());
        var shown = status;
        tell(listener -> listener.onStatus(shown));
    }

    /** A listener that fails costs the connection: nobody may go on with a book that somebody could not take. */
    private void tell(Consumer<Listener> news) {
        boolean taken = true;
        for (var listener : List.copyOf(listeners)) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("A listener to {} has failed", listing.code(), e);
                taken = false;
            }
        }
        if (!taken && line != null) {
            giveUp(State.DOWN, Reason.FAULT, "A listener to " + listing.code() + " has failed; see the log.");
        }
    }

    // ---- time and thread

    private long ticks() {
        return world.ticks().getAsLong();
    }

    private void onThread(Runnable task) {
        try {
            world.thread().execute(() -> run(task));
        } catch (RejectedExecutionException _) {
            LOG.debug("The thread of {} has ended", listing.code());
        }
    }

    private void after(long nanos, Runnable task) {
        try {
            var _ = world.thread().schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            LOG.debug("The thread of {} has ended", listing.code());
        }
    }

    /** What fails here is a fault of ours, and the thread would swallow it: the book goes, and the log has it. */
    private void run(Runnable task) {
        if (closed) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("The connection of {} has failed", listing.code(), e);
            giveUp(State.DOWN, Reason.FAULT, "The connection of " + listing.code() + " has failed; see the log.");
        }
    }
}
