package io.conclave.venues.marketdata;

import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Remedy;
import java.util.Optional;

/** A book and whether it may be relied on: what every venue's rule keeps. */
public final class TrackedBook {
    private final L2Book levels = new L2Book();
    private final Remedy remedy;
    private boolean inStep;

    /** @param remedy how this venue's books come back */
    public TrackedBook(Remedy remedy) {
        this.remedy = remedy;
    }

    /** To write to, before {@link #settle}. */
    public L2Book levels() {
        return levels;
    }

    public boolean inStep() {
        return inStep;
    }

    /** All that belongs to one message is in: the book may be relied on from here, unless it is crossed. */
    public Outcome settle(long version) {
        if (levels.crossed()) {
            var best = levels.depth(1);
            return lose(Reason.CROSSED, "The book is crossed: bids " + best.bids() + ", asks " + best.asks() + ".");
        }
        inStep = true;
        return new Outcome.Applied(version);
    }

    /** Forgets the book. */
    public Outcome.Resync lose(Reason reason, String told) {
        levels.clear();
        inStep = false;
        return new Outcome.Resync(reason, told, remedy);
    }

    public Optional<BookView> view() {
        return inStep ? Optional.of(levels) : Optional.empty();
    }
}
