package io.conclave.venues.marketdata;

import io.conclave.venues.marketdata.Outcome.Reason;
import java.util.Optional;

/**
 * A venue's rule for keeping one instrument's book right, without socket, clock or thread: messages in, outcomes out.
 *
 * <p>Told by whoever holds the connection, on one thread and in the order they came: <em>every</em> message, also of other
 * instruments, for some venues count over all of them. When it doubts the book it forgets it and answers with what to do; it never
 * shows a book that it doubts. It throws nothing for what a venue sends.
 */
public interface BookSync {
    /** A text message from the venue. */
    Outcome onFrame(String frame);

    /** The venue's answer by REST; ignored where snapshots come in the stream, and where nobody waits for one. */
    Outcome onSnapshot(String answer);

    /** Forgets everything: when a connection was opened or lost, or went stale. The answer says what to ask for. */
    Outcome.Resync restart(Reason reason, String told);

    /** The book, while it may be relied on. To be asked for each time. */
    Optional<BookView> book();
}
