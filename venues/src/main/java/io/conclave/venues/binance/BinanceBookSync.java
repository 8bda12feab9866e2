package io.conclave.venues.binance;

import io.conclave.domain.market.Trade;
import io.conclave.domain.order.Side;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.BookView;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Remedy;
import io.conclave.venues.marketdata.Outcome.Resync;
import io.conclave.venues.marketdata.TrackedBook;
import io.conclave.venues.marketdata.UnreadableMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Binance's books: differences from {@code <symbol>@depth} wait for the snapshot, those it contains fall away, the first that remains
 * has to reach it, and from there each has to continue the one before. Trades from {@code <symbol>@trade}. Messages may be wrapped by
 * a combined stream.
 */
public final class BinanceBookSync implements BookSync {
    /** At ten a second more than a quarter of an hour, at the fastest stream some minutes. */
    private static final int MOST_HELD = 10_000;

    private final Market market;
    private final Listing listing;
    private final TrackedBook book = new TrackedBook(Remedy.FETCH_SNAPSHOT);
    private final ArrayDeque<Difference> held = new ArrayDeque<>();

    /** Number of the newest update in the book. */
    private long last;

    /** Whether a difference was put onto the snapshot: from then on they form a chain. */
    private boolean bridged;

    public BinanceBookSync(Market market, Listing listing) {
        this.market = market;
        this.listing = listing;
    }

    @Override
    public Outcome onFrame(String frame) {
        try {
            var message = Message.read(frame);
            return onEvent(message.has("stream") ? message.part("data") : message);
        } catch (UnreadableMessage e) {
            return restart(Reason.UNREADABLE, e.told());
        }
    }

    @Override
    public Outcome onSnapshot(String answer) {
        if (book.inStep()) {
            return new Ignored("a snapshot that nobody waits for");
        }
        try {
            return splice(Message.read(answer));
        } catch (UnreadableMessage e) {
            return restart(Reason.UNREADABLE, e.told());
        }
    }

    @Override
    public Resync restart(Reason reason, String told) {
        held.clear();
        return book.lose(reason, told);
    }

    @Override
    public Optional<BookView> book() {
        return book.view();
    }

    private Outcome onEvent(Message event) {
        var kind = event.textIfAny("e").orElse("");
        if (!kind.equals("depthUpdate") && !kind.equals("trade")) {
            return new Ignored("neither a difference nor a trade");
        }
        if (!event.text("s").equals(listing.code())) {
            return new Ignored("of another instrument");
        }
        return kind.equals("trade") ? print(event) : onDifference(Difference.of(event, market));
    }

    private Outcome onDifference(Difference next) {
        if (book.inStep()) {
            return advance(next);
        }
        held.add(next);
        return held.size() <= MOST_HELD
                ? new Outcome.Held()
                : restart(Reason.OVERFLOW, MOST_HELD + " differences of " + listing.code() + " wait for a snapshot.");
    }

    private Outcome splice(Message snapshot) {
        last = snapshot.whole("lastUpdateId");
        bridged = false;
        snapshot.writePairs("bids", Side.BUY, book.levels());
        snapshot.writePairs("asks", Side.SELL, book.levels());
        var outcome = book.settle(last);
        while (book.inStep() && !held.isEmpty()) {
            outcome = advance(held.remove());
        }
        return outcome instanceof Ignored ? new Outcome.Applied(last) : outcome;
    }

    private Outcome advance(Difference next) {
        if (next.last() <= last) {
            return new Ignored("already in the book");
        }
        if (!(bridged ? market.follows(next, last) : market.bridges(next, last))) {
            return missed(next);
        }
        next.writeTo(book.levels());
        last = next.last();
        bridged = true;
        return book.settle(last);
    }

    /** What does not fit is kept, with all that waits behind it: the next snapshot may be put under it. */
    private Resync missed(Difference next) {
        held.addFirst(next);
        return book.lose(
                bridged ? Reason.GAP : Reason.SNAPSHOT_TOO_OLD,
                "The book of " + listing.code() + " is at " + last + ", and the next difference begins after "
                        + next.previous() + ".");
    }

    private Outcome print(Message event) {
        // Futures also print what an insurance fund or a settlement did, which is no trade of the book.
        if (event.has("X") && !event.text("X").equals("MARKET")) {
            return new Ignored("no trade of the market");
        }
        return new Outcome.Printed(List.of(new Trade(
                listing.symbol(), event.text("t"), event.millisAsNanos("T"), event.price("p"), event.quantity("q"))));
    }
}
