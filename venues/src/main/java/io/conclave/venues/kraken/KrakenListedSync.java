package io.conclave.venues.kraken;

import io.conclave.venues.marketdata.BookChecksum;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.BookView;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Held;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Resync;
import io.conclave.venues.marketdata.UnreadableMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Kraken's books where nobody said how many decimals a pair has: the channel {@code instrument} does. Books that come before it wait; when
 * a pair's decimals change, its book is asked for anew.
 */
public final class KrakenListedSync implements BookSync {
    /** The instruments come first or soon after; a pair that is not among them never comes. */
    private static final int MOST_HELD = 1_000;

    private final Listing listing;
    private final int depth;
    private final List<String> held = new ArrayList<>();
    private Optional<BookChecksum> checksum = Optional.empty();

    /** Until the decimals are known it is for trades only, which have no checksum. */
    private KrakenBookSync rule;

    /** @param depth as subscribed: 10, 25, 100, 500 or 1,000 */
    public KrakenListedSync(Listing listing, int depth) {
        this.listing = listing;
        this.depth = depth;
        this.rule = new KrakenBookSync(listing, depth, new BookChecksum(8, 8));
    }

    @Override
    public Outcome onFrame(String frame) {
        // A look at the text spares reading each message twice.
        if (frame.contains("\"instrument\"")) {
            try {
                return onInstruments(Message.read(frame));
            } catch (UnreadableMessage e) {
                return restart(Reason.UNREADABLE, e.told());
            }
        }
        if (checksum.isPresent() || !frame.contains("\"book\"")) {
            return rule.onFrame(frame);
        }
        held.add(frame);
        return held.size() <= MOST_HELD
                ? new Held()
                : restart(Reason.OVERFLOW, MOST_HELD + " messages wait for the decimals of " + listing.code() + ".");
    }

    @Override
    public Outcome onSnapshot(String answer) {
        return new Ignored("Kraken's snapshots come in the stream");
    }

    @Override
    public Resync restart(Reason reason, String told) {
        held.clear();
        return rule.restart(reason, told);
    }

    @Override
    public Optional<BookView> book() {
        return rule.book();
    }

    private Outcome onInstruments(Message message) {
        if (!message.textIfAny("channel").orElse("").equals("instrument")) {
            return new Ignored("an answer about the instruments");
        }
        var ours = message.part("data")
                .parts("pairs")
                .filter(pair -> pair.text("symbol").equals(listing.code()))
                .map(pair -> new BookChecksum(decimals(pair, "price_precision"), decimals(pair, "qty_precision")))
                .findFirst();
        if (ours.isEmpty() || ours.equals(checksum)) {
            return new Ignored("nothing new about the instrument");
        }
        boolean changed = checksum.isPresent();
        checksum = ours;
        rule = new KrakenBookSync(listing, depth, ours.get());
        return changed
                ? restart(Reason.CHECKSUM, "Kraken writes " + listing.code() + " with other decimals from now on.")
                : replay();
    }

    /** The last that did something says how things stand. */
    private Outcome replay() {
        Outcome outcome = new Ignored("the decimals of the instrument");
        for (var frame : List.copyOf(held)) {
            var next = rule.onFrame(frame);
            outcome = next instanceof Ignored ? outcome : next;
        }
        held.clear();
        return outcome;
    }

    private static int decimals(Message pair, String name) {
        long decimals = pair.whole(name);
        if (decimals < 0 || decimals > 8) {
            throw new UnreadableMessage("A pair has " + decimals + " as its \"" + name + "\", not 0 to 8");
        }
        return (int) decimals;
    }
}
