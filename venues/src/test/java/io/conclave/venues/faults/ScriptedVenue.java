package io.conclave.venues.faults;

import io.conclave.domain.order.Side;
import io.conclave.venues.connection.Dialect;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.L2Book;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A venue with a book of its own: tells every change of it as it documents, and remembers all it ever had. */
abstract class ScriptedVenue {
    static final int ALL = 1_000;

    /** Twenty prices around 100: bids up to 99.5, asks from 100.5. */
    record Change(Side side, int step, int lots) {
        long priceE8() {
            long half = 50_000_000L;
            return 10_000_000_000L + (side == Side.BUY ? -half : half) * (step + 1);
        }

        long quantityE8() {
            return lots * 10_000_000L;
        }
    }

    final L2Book truth = new L2Book();
    private final Set<Depth> ever = new HashSet<>();

    /** A listener as this venue needs it. */
    abstract BookSync listener();

    /** The message that tells changes already made. */
    abstract String tell(List<Change> changes, Depth before);

    /** The whole book: a message, or the answer by REST. */
    abstract String snapshot();

    /** Its name of the instrument. */
    abstract String code();

    /** How it is spoken to, at these addresses. */
    abstract Dialect dialect(URI stream, URI rest);

    /** What it says to a request for a stream. */
    abstract List<String> onSubscribe(String request);

    /** A message that says that it is there; empty if it sends none. */
    abstract String heartbeat();

    /** Whether the snapshot is asked for by REST. */
    boolean answersByRest() {
        return false;
    }

    /** What a listener sees of the book. */
    Depth seen() {
        return truth.depth(ALL);
    }

    final String change(List<Change> changes) {
        var before = seen();
        changes.forEach(it -> truth.set(it.side(), it.priceE8(), it.quantityE8()));
        ever.add(seen());
        return tell(changes, before);
    }

    final boolean everHad(Depth depth) {
        return ever.contains(depth);
    }

    final void open(List<Change> changes) {
        changes.forEach(it -> truth.set(it.side(), it.priceE8(), it.quantityE8()));
        ever.add(seen());
    }
}
