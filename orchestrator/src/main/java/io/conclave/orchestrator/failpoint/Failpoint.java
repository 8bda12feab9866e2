package io.conclave.orchestrator.failpoint;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A place where this process dies when it was started to: {@code -Dconclave.failpoint=order.sent:3} ends it the third
 * time an order was sent, at once, as {@code kill -9} does.
 *
 * <p>Without the property a call costs one comparison, and nothing ever happens.
 */
public final class Failpoint {
    /** The system property: {@code NAME:N}, N from 1; {@code NAME} alone means the first time. */
    public static final String PROPERTY = "conclave.failpoint";

    private static final int KILLED = 137;
    private static final Optional<Failpoint> ARMED =
            Optional.ofNullable(System.getProperty(PROPERTY)).map(Failpoint::parse);

    private final String name;
    private final AtomicLong left;

    private Failpoint(String name, long times) {
        this.name = name;
        this.left = new AtomicLong(times);
    }

    /**
     * @param text what the property holds
     * @throws IllegalArgumentException if it is not of the form {@code NAME:N}
     */
    static Failpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        var name = colon < 0 ? text : text.substring(0, colon);
        var times = colon < 0 ? "1" : text.substring(colon + 1);
        if (name.isBlank() || !times.matches("[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException(
                    PROPERTY + " is written NAME:N with N from 1, for instance order.sent:3, not \"" + text + "\"");
        }
        return new Failpoint(name, Long.parseLong(times));
    }

    /** Says that a named place was reached; ends the process if it was told to die here this time. */
    public static void reached(String name) {
        if (ARMED.isPresent() && ARMED.get().isDue(name)) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    /** True the N-th time the name is reached, and never else. */
    boolean isDue(String reached) {
        return name.equals(reached) && left.decrementAndGet() == 0;
    }
}
