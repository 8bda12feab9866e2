package io.conclave.persistence.journal;

/**
 * Which stored events a build understands. The number counts whatever changes what can be read back: a new name in
 * {@link EventNames}, or another manner to write one.
 *
 * <p>A build reads a version before any build writes it, so that old and new may share a run while one is replaced by the other:
 * first every node is replaced by one that reads the new version, then by one that writes it.
 *
 * @param oldest that it reads
 * @param newest that it reads
 * @param written what it writes itself, between the two
 */
public record EventSchema(int oldest, int newest, int written) {
    /** Of this build. */
    public static final EventSchema OURS = new EventSchema(1, 1, 1);

    public EventSchema {
        if (oldest < 1 || oldest > written || written > newest) {
            throw new IllegalArgumentException("Versions of events must be 1 <= oldest <= written <= newest, not "
                    + oldest + ", " + written + ", " + newest);
        }
    }

    /** Whether each of the two reads what the other writes. */
    public boolean understands(EventSchema other) {
        return reads(other.written) && other.reads(written);
    }

    private boolean reads(int version) {
        return oldest <= version && version <= newest;
    }

    @Override
    public String toString() {
        return "version " + written + " (it reads " + oldest + " to " + newest + ")";
    }
}
