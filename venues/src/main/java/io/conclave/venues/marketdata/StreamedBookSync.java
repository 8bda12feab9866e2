package io.conclave.venues.marketdata;

import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Remedy;
import io.conclave.venues.marketdata.Outcome.Resync;
import java.util.Optional;

/** What rules share whose snapshots come in the stream: a book that is lost comes back with the next subscription. */
public abstract class StreamedBookSync implements BookSync {
    protected final Listing listing;
    protected final TrackedBook book = new TrackedBook(Remedy.SUBSCRIBE);

    protected StreamedBookSync(Listing listing) {
        this.listing = listing;
    }

    /** @throws UnreadableMessage which costs the book */
    protected abstract Outcome onMessage(String frame);

    /** Forgets what is remembered beside the book: a connection begins or ends. */
    protected void forget() {}

    @Override
    public final Outcome onFrame(String frame) {
        try {
            return onMessage(frame);
        } catch (UnreadableMessage e) {
            return book.lose(Reason.UNREADABLE, e.told());
        }
    }

    @Override
    public final Outcome onSnapshot(String answer) {
        return new Ignored("the snapshots of this venue come in the stream");
    }

    @Override
    public final Resync restart(Reason reason, String told) {
        forget();
        return book.lose(reason, told);
    }

    @Override
    public final Optional<BookView> book() {
        return book.view();
    }
}
