package io.conclave.persistence.readmodel;

/**
 * Which part of a history is wanted. A page never ends inside a moment, so it may hold a few entries more than asked for:
 * the next one begins after the last moment of this one.
 *
 * @param from where to begin, event time, UTC epoch nanoseconds, exclusive in the direction of reading
 * @param ascending oldest first; otherwise newest first
 * @param limit how many, 1 to 10,000
 */
public record Page(long from, boolean ascending, int limit) {
    private static final int MOST = 10_000;

    public Page {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("A page holds 1 to " + MOST + " entries, not " + limit);
        }
    }

    /** The last ones, newest first. */
    public static Page newest(int limit) {
        return new Page(Long.MAX_VALUE, false, limit);
    }

    /** The first ones, oldest first. */
    public static Page oldest(int limit) {
        return new Page(Long.MIN_VALUE, true, limit);
    }

    /** Older ones than a moment, newest first. */
    public static Page before(long asOfNanos, int limit) {
        return new Page(asOfNanos, false, limit);
    }

    /** Later ones than a moment, oldest first. */
    public static Page after(long asOfNanos, int limit) {
        return new Page(asOfNanos, true, limit);
    }

    String where(String column) {
        return column + (ascending ? " > ?" : " < ?");
    }

    String order(String column) {
        return column + (ascending ? " ASC" : " DESC");
    }
}
